"""The artwork host's files under their own paths: memory, then S3, then (once) upstream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tvdbproxy.delivery.caching import MIRRORED
from tvdbproxy.delivery.host import no_picture
from tvdbproxy.delivery.hot import Held, HotCache
from tvdbproxy.delivery.misses import Misses
from tvdbproxy.delivery.once import Once
from tvdbproxy.delivery.originals import read_original
from tvdbproxy.delivery.pull import Pull
from tvdbproxy.delivery.serve import ShowPicture
from tvdbproxy.delivery.upkeep import Upkeep
from tvdbproxy.errors import NotFound, TvdbProxyError
from tvdbproxy.meter.events import Door, Event, From
from tvdbproxy.meter.meter import SILENT, Meter
from tvdbproxy.storage.store import ObjectStore
from tvdbproxy.urls.banners import Banner, banner_of


@dataclass(frozen=True)
class Mirror:
    """All that serving them needs. ``once`` is shared with the other pictures, so that some
    threads are always left for what is here."""

    originals: ObjectStore
    hot: HotCache
    once: Once[Held]
    misses: Misses
    pull: Pull
    upkeep: Upkeep
    hosts: Sequence[str]
    meter: Meter = SILENT

    def answer(self, path: str, before_asking: Callable[[], None] = lambda: None) -> ShowPicture:
        """The file that the unescaped path of a request means, as upstream has it.
        ``before_asking`` is called where upstream has to be asked, and may raise.

        Raises ``NotFound`` (``no_artwork``) for what upstream does not have and for what is
        no picture's path, ``Overloaded``, ``Unavailable``, and the errors of an upstream that
        is in trouble; those never for a picture that is here.
        """
        banner = banner_of(path, self.hosts)
        if banner is None:
            raise no_picture()
        held, whence = self._found(banner, before_asking)
        self._count(whence)
        return ShowPicture(held, MIRRORED, negotiated=False)

    def _found(self, banner: Banner, before_asking: Callable[[], None]) -> tuple[Held, From]:
        if (held := self.hot.get(banner.key)) is not None:
            return held, From.MEMORY
        if (held := self._stored(banner)) is not None:
            return held, From.STORE
        try:
            return self._missed(banner, before_asking), From.GENERATED
        except TvdbProxyError:
            self._count(From.MISSED)
            raise

    def _count(self, whence: From) -> None:
        self.meter.count(Event.PICTURE, Door.MIRROR, whence)

    def _stored(self, banner: Banner) -> Held | None:
        held = read_original(self.originals, banner.key)
        if held is not None:
            self.hot.put(held)
            self.upkeep.notice(banner, held)
        return held

    def _missed(self, banner: Banner, before_asking: Callable[[], None]) -> Held:
        if banner.key in self.misses:
            if banner.full is None:
                raise no_picture()
            # The full picture may have come meanwhile.
            return self.once.do(f"thumbnail {banner.key}", lambda: self._made(banner))
        before_asking()
        return self.once.do(banner.key, lambda: self._pulled(banner))

    def _made(self, banner: Banner) -> Held:
        picture = self.pull.thumbnail(banner)
        if picture is None:
            raise no_picture()
        held = self.pull.keep(banner, picture)
        self.hot.put(held)
        return held

    def _pulled(self, banner: Banner) -> Held:
        # It may have come while we were on our way here.
        if (held := self.hot.get(banner.key)) is not None:
            return held
        try:
            held = self.pull.pull(banner)
        except NotFound:
            self.misses.add(banner.key)
            raise
        self.hot.put(held)
        return held
