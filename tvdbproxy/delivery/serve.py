"""The way of a request: memory, then S3, then (once) the database and the kitchen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from tvdbproxy.db.database import Database
from tvdbproxy.delivery.caching import cache_control
from tvdbproxy.delivery.hot import Held, HotCache
from tvdbproxy.delivery.lookup import Known, look_up
from tvdbproxy.delivery.negotiate import PLAIN, candidates, capability
from tvdbproxy.delivery.once import Once
from tvdbproxy.delivery.wanted import Wanted, understand
from tvdbproxy.errors import NotFound, TvdbProxyError
from tvdbproxy.imaging.formats import Format
from tvdbproxy.meter.events import Door, Event, From
from tvdbproxy.meter.meter import SILENT, Meter
from tvdbproxy.storage import keys
from tvdbproxy.storage.finding import find
from tvdbproxy.storage.store import ObjectInfo, ObjectStore
from tvdbproxy.urls.artwork_host import artwork_url
from tvdbproxy.urls.images import PublicUrls

OnMiss = Literal["generate", "redirect", "404"]


class MadeNow(Protocol):
    """A picture made on demand."""

    @property
    def info(self) -> ObjectInfo:
        """The object that it was stored as."""

    @property
    def data(self) -> bytes:
        """Its bytes."""

    @property
    def mime(self) -> str:
        """Its media type."""

    @property
    def revision(self) -> str:
        """Its revision."""


Make = Callable[[int, str, str | None], MadeNow]


@dataclass(frozen=True)
class ShowPicture:
    """200 (or 304, or 206): a picture. ``negotiated`` says that ``Accept`` chose it."""

    held: Held
    cache_control: str
    negotiated: bool


@dataclass(frozen=True)
class SendElsewhere:
    """302. ``sync`` is an artwork that ought to be made meanwhile."""

    location: str
    negotiated: bool
    sync: int | None = None


@dataclass(frozen=True)
class Delivery:
    """All that serving needs. ``make`` is the artwork room's kitchen, handed in."""

    database: Database
    thumbnails: ObjectStore
    hot: HotCache
    once: Once[Held]
    make: Make
    urls: PublicUrls
    hosts: tuple[str, ...]
    sizes: frozenset[str]
    stored: Sequence[Format]
    on_miss: OnMiss = "generate"
    redirect: bool = False
    meter: Meter = SILENT

    def answer(
        self,
        content_type: str,
        content_id: str,
        image_type: str,
        size: str,
        *,
        artwork_id: str | None = None,
        accept: str | None = None,
        revision: str | None = None,
    ) -> ShowPicture | SendElsewhere:
        """What to send. All arguments are text from the request, as it came.

        Raises ``NotFound`` with one of the four codes of the contract, ``Overloaded`` or
        ``Unavailable``.
        """
        wanted = understand(content_type, content_id, image_type, size, artwork_id, self.sizes)
        formats = candidates(wanted.explicit, capability(accept), self.stored)
        negotiated = wanted.explicit is None
        held = self._stored(wanted.prefix, wanted.size, formats)
        if held is None:
            found = self._missed(wanted, formats)
            if isinstance(found, SendElsewhere):
                return found
            held = found
        if self.redirect:
            return SendElsewhere(self.urls.object(held.key, held.revision), negotiated)
        return ShowPicture(held, cache_control(revision, held.revision), negotiated)

    def _stored(self, prefix: str, size: str, formats: Sequence[Format]) -> Held | None:
        """The first of the formats that memory or S3 has."""
        plain = tuple(formats[-2:]) == PLAIN
        for image_format in formats:
            key = keys.variant_key(prefix, size, image_format.extension)
            hot = self.hot.get(key)
            held = hot or self._from_store(key, image_format)
            if held is not None and (not plain or _suits(held, image_format)):
                self._count(From.STORE if hot is None else From.MEMORY)
                return held
        return None

    def _from_store(self, key: str, image_format: Format) -> Held | None:
        found = find(self.thumbnails, key)
        if found is None:
            return None
        info = found.info
        held = Held(
            key=key,
            data=found.data,
            mime=info.content_type or image_format.mime,
            etag=info.etag,
            last_modified=info.last_modified,
            revision=info.metadata.get("revision"),
            has_alpha=_alpha(info),
        )
        self.hot.put(held)
        return held

    def _missed(self, wanted: Wanted, formats: Sequence[Format]) -> Held | SendElsewhere:
        try:
            found = self._from_kitchen(wanted, formats)
        except TvdbProxyError:
            self._count(From.MISSED)
            raise
        self._count(From.REDIRECTED if isinstance(found, SendElsewhere) else From.GENERATED)
        return found

    def _from_kitchen(self, wanted: Wanted, formats: Sequence[Format]) -> Held | SendElsewhere:
        known = look_up(self.database, wanted)
        # Of a picture that is here, a further size is made in any case: nobody else has it.
        if self.on_miss == "404" and not known.is_stored:
            raise NotFound("The picture is not stored here yet.", code="no_artwork")
        if self.on_miss == "redirect" and not known.is_stored:
            location = artwork_url(known.path, self.hosts)
            return SendElsewhere(location, wanted.explicit is None, known.artwork_id)
        # An Accept header that only old formats satisfy lets the picture decide: PNG for alpha.
        chosen = None if tuple(formats[-2:]) == PLAIN else formats[-1].value
        name = f"{known.artwork_id}/{wanted.size}/{chosen}"
        return self.once.do(name, lambda: self._make(known, wanted.size, chosen))

    def _count(self, whence: From) -> None:
        sent_away = self.redirect and whence is not From.MISSED
        self.meter.count(Event.PICTURE, Door.SIZED, From.REDIRECTED if sent_away else whence)

    def _make(self, known: Known, size: str, chosen: str | None) -> Held:
        made = self.make(known.artwork_id, size, chosen)
        held = Held(
            key=made.info.key,
            data=made.data,
            mime=made.mime,
            etag=made.info.etag,
            last_modified=made.info.last_modified,
            revision=made.revision,
            has_alpha=_alpha(made.info),
        )
        self.hot.put(held)
        return held


def _alpha(info: ObjectInfo) -> bool | None:
    told = info.metadata.get("alpha")
    return None if told is None else told == "yes"


def _suits(held: Held, image_format: Format) -> bool:
    """Of what everybody shows, PNG is for alpha and JPEG for the rest, whichever of them
    somebody has asked for by name before."""
    if held.has_alpha is None or image_format not in PLAIN:
        return True
    return held.has_alpha == (image_format is Format.PNG)
