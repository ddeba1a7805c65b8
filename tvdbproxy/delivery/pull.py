"""A picture that is not here is fetched from upstream, kept, and shown: once, whoever asks.

The object is stored first, then its row is written. Whoever dies in between leaves an
object that is good by itself: it is served, and the next look at it writes the row
(``upkeep``). If either cannot be written the picture is shown all the same.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from tvdbproxy.db.database import Database
from tvdbproxy.delivery import mirrored
from tvdbproxy.delivery.host import Host, Picture
from tvdbproxy.delivery.hot import Held
from tvdbproxy.delivery.originals import as_held, read_original
from tvdbproxy.delivery.thumbnail import Renders, thumbnail_of
from tvdbproxy.errors import Conflict, TvdbProxyError, Unavailable
from tvdbproxy.jobs import leases
from tvdbproxy.jobs.claims import new_claim
from tvdbproxy.storage.sources import put_source
from tvdbproxy.storage.store import ObjectInfo, ObjectStore
from tvdbproxy.urls.banners import Banner

log = logging.getLogger(__name__)

# How long a client waits for a picture that another process fetches, and how often it looks.
_PATIENCE_SECONDS = 20.0
_GLANCE_SECONDS = 0.2


@dataclass(frozen=True)
class Pull:
    """What it takes. ``quality`` is that of thumbnails that are made here."""

    database: Database
    originals: ObjectStore
    host: Host
    pool: Renders
    quality: int
    lease_seconds: float

    def pull(self, banner: Banner) -> Held:
        """The picture, fetched now or found where another process has just stored it.

        Raises what ``Host.get`` raises, and ``Unavailable`` (``artwork_pending``) if another
        process is still at it.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            with self.alone(banner) as is_ours:
                found = read_original(self.originals, banner.key)
                if found is not None:
                    return found
                if is_ours:
                    return self.keep(banner, self._picture(banner))
            if time.monotonic() > deadline:
                raise Unavailable(
                    "The picture is being fetched; try again in a moment.",
                    code="artwork_pending",
                    retry_after=5,
                )
            time.sleep(_GLANCE_SECONDS)

    @contextmanager
    def alone(self, banner: Banner) -> Iterator[bool]:
        """Whether nobody else fetches this file; if so, nobody does until the block ends."""
        # A path may be longer than the name of a lease.
        name, claim = f"banner:{sha256(banner.key.encode()).hexdigest()}", new_claim()
        is_ours = self._take(name, claim)
        try:
            yield is_ours
        finally:
            if is_ours:
                self._let_go(name, claim)

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
        return self._recorded(banner, picture, self._put(banner, picture, if_absent=False))

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

    def _recorded(self, banner: Banner, picture: Picture, info: ObjectInfo | None) -> Held:
        if info is not None:
            try:
                mirrored.record(self.database, banner, picture)
            except Unavailable as error:
                log.warning("cannot record %s: %s: %s", banner.key, error.code, error)
        return as_held(banner.key, picture.data, picture.mime, picture.sha256, info)

    def _take(self, name: str, claim: str) -> bool:
        """Without a database, or one that is busy, everybody fetches for himself."""
        try:
            with self.database.read() as session:
                if leases.is_held(session, name):
                    return False
            with self.database.write_soon() as session:
                return leases.acquire(session, name, claim, self.lease_seconds)
        except Unavailable as error:
            log.warning("%s is not taken: %s", name, error)
            return True

    def _let_go(self, name: str, claim: str) -> None:
        """What was stored is there whether this succeeds or not: the lease runs out."""
        try:
            with self.database.write_soon() as session:
                leases.release(session, name, claim)
        except Unavailable as error:
            log.warning("cannot let go of %s: %s", name, error)
