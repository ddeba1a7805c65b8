"""A picture that is not here is fetched from upstream, kept, and shown: once, whoever asks.

The object is stored first, then its row is written. Whoever dies in between leaves an
object that is good by itself: it is served, and the next look at it writes the row
(``upkeep``). If either cannot be written the picture is shown all the same.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256

from tvdbproxy.cdn.outbox import NO_PURGES, Purges
from tvdbproxy.db.database import Database
from tvdbproxy.delivery import mirrored
from tvdbproxy.delivery.host import Host, Picture
from tvdbproxy.delivery.hot import Held
from tvdbproxy.delivery.originals import as_held, read_original
from tvdbproxy.delivery.thumbnail import Renders, thumbnail_of
from tvdbproxy.errors import Conflict, TvdbProxyError, Unavailable
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.storage.sources import put_source
from tvdbproxy.storage.store import ObjectInfo, ObjectStore
from tvdbproxy.urls.banners import Banner

log = logging.getLogger(__name__)

# How long a client waits for a picture that another process fetches.
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Pull:
    """What it takes. ``quality`` is that of thumbnails that are made here."""

    database: Database
    alone: Alone
    originals: ObjectStore
    host: Host
    pool: Renders
    quality: int
    purges: Purges = NO_PURGES

    def pull(self, banner: Banner) -> Held:
        """The picture, fetched now or found where another process has just stored it.

        Raises what ``Host.get`` raises, and ``Unavailable`` (``artwork_pending``) if another
        process is still at it.
        """
        found = self.alone.do(
            banner.key,
            lambda: read_original(self.originals, banner.key),
            lambda: self.keep(banner, self._picture(banner)),
            _PATIENCE_SECONDS,
        )
        if found is None:
            raise Unavailable(
                "The picture is being fetched; try again in a moment.",
                code="artwork_pending",
                retry_after=5,
            )
        return found

    def keep(self, banner: Banner, picture: Picture) -> Held:
        """Store and record it, if that is possible. What somebody else has stored meanwhile is
        as good, and stays."""
        try:
            info = self._put(banner, picture, if_absent=True)
        except Conflict:
            theirs = read_original(self.originals, banner.key)
            if theirs is not None:
                return theirs
            return self.replace(banner, picture)  # it is damaged
        return self._recorded(banner, picture, info)

    def replace(self, banner: Banner, picture: Picture) -> Held:
        """As ``keep``, over whatever is there."""
        info = self._put(banner, picture, if_absent=False)
        return self._recorded(banner, picture, info, replaces=True)

    def thumbnail(self, banner: Banner) -> Picture | None:
        """The thumbnail that this file is by its name, made of the full picture; ``None`` if
        it is none, or the full picture is not here. Nothing is fetched for it."""
        full = banner.full
        # What upstream has no end of names for, we would have none of pictures for.
        if full is None or full.full is not None:
            return None
        held = read_original(self.originals, full.key)
        if held is None:
            return None
        made = thumbnail_of(held.data, full.path, self.pool, self.host.limits, self.quality)
        if made is None:
            return None
        data, kind = made
        return Picture(
            data,
            sha256(data).hexdigest(),
            kind.mime,
            made_of=sha256(held.data).hexdigest(),
        )

    def _picture(self, banner: Banner) -> Picture:
        try:
            picture = self.host.get(banner.path)
        except TvdbProxyError as error:
            made = self.thumbnail(banner)
            if made is None:
                raise
            log.info("%s is made here: %s", banner.key, error)
            return made
        assert picture is not None, "304 without a condition"
        return picture

    def _put(self, banner: Banner, picture: Picture, *, if_absent: bool) -> ObjectInfo | None:
        """``None`` if the store does not take it, as when it is full."""
        try:
            return put_source(
                self.originals,
                banner.key,
                picture.data,
                mime=picture.mime,
                sha256=picture.sha256,
                if_absent=if_absent,
            )
        except Unavailable as error:
            log.warning("cannot keep %s: %s: %s", banner.key, error.code, error)
            return None

    def _recorded(
        self, banner: Banner, picture: Picture, info: ObjectInfo | None, *, replaces: bool = False
    ) -> Held:
        if info is not None:
            try:
                mirrored.record(
                    self.database, banner, picture, purges=self.purges, replaces=replaces
                )
            except Unavailable as error:
                log.warning("cannot record %s: %s: %s", banner.key, error.code, error)
        return as_held(banner.key, picture.data, picture.mime, picture.sha256, info)
