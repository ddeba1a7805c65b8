"""The way of a request for a picture by its id: memory, then the database once, then S3, then
(once, however many ask) the making of what is missing; and where that is impossible, the nearest
size that is here."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ImageState
from tvdbproxy.delivery.caching import FOR_A_MOMENT, cache_control
from tvdbproxy.delivery.hot import Held, HotCache
from tvdbproxy.delivery.media.asked import Address, Asked, unknown_image
from tvdbproxy.delivery.media.facts import Facts, Kept, Name, read_facts
from tvdbproxy.delivery.media.making import Maker
from tvdbproxy.delivery.media.memory import Memory
from tvdbproxy.delivery.media.plan import Plan, Planner
from tvdbproxy.delivery.once import Once
from tvdbproxy.delivery.serve import SendElsewhere, ShowPicture
from tvdbproxy.errors import NotFound, TvdbProxyError, Unavailable
from tvdbproxy.imaging.sizes import Size
from tvdbproxy.meter.events import Door, Event, From
from tvdbproxy.meter.meter import SILENT, Meter
from tvdbproxy.storage.finding import find
from tvdbproxy.storage.store import ObjectStore, StoredObject
from tvdbproxy.urls.media import MediaUrls

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShowMedia(ShowPicture):
    """A picture, with the size and the background that it really has, and a name for whoever
    saves it. One that ``stands_in`` is shown only because what was asked for cannot be had this
    moment."""

    size: str
    background: str
    name: str
    stands_in: bool = False


@dataclass(frozen=True)
class Found:
    """A stored variant; its bytes where they are to be sent."""

    name: Name
    kept: Kept
    held: Held | None
    whence: From = From.STORE


@dataclass(frozen=True)
class Media:
    """All that serving pictures by their ids needs. Thread-safe."""

    database: Database
    thumbnails: ObjectStore
    hot: HotCache
    once: Once[Found]
    memory: Memory
    maker: Maker
    planner: Planner
    urls: MediaUrls
    redirect: bool = False
    meter: Meter = SILENT

    def answer(self, asked: Asked, accept: str | None = None) -> ShowMedia | SendElsewhere:
        """What to send. ``accept`` is the header of that name.

        Raises ``NotFound`` (``unknown_image``, ``unknown_size``; ``image_pending`` and
        ``image_failed`` where there is nothing to show yet, or never will be), ``Overloaded``
        and ``Unavailable``.
        """
        mark = self.memory.mark()
        known = self.memory.get(asked.address)
        if known is not None:
            plan = self.planner.plan(known, asked, accept)
            found = self._stored(plan, plan.sizes[0], mark)
            if found is not None:
                return self._shown(plan, found)
        plan = self.planner.plan(self._read(asked.address, mark), asked, accept)
        found = self._stored(plan, plan.sizes[0], mark)
        if found is not None:
            return self._shown(plan, found)
        return self._missing(plan, mark)

    def forget(self, image_id: str) -> None:
        """The picture is another one now, or gone."""
        self.memory.forget(image_id)
        self.hot.drop_prefix(image_id)

    def _read(self, address: Address, mark: int) -> Facts:
        """The facts as they are now. As long as nobody can be asked, as they were: where the
        database is away, nothing can be deleted in it either."""
        try:
            facts = read_facts(self.database, address)
        except Unavailable:
            facts = self.memory.last_known(address)
            if facts is None:
                raise
        if facts is None:
            raise unknown_image()
        if facts.is_settled:
            self.memory.keep(facts, mark)
        if not facts.is_made:
            raise _nothing_yet(facts)
        return facts

    def _stored(self, plan: Plan, size: Size, mark: int) -> Found | None:
        """The first of the formats in which this size is in memory or in S3."""
        for image_format in plan.formats:
            name = (size.name, plan.background, image_format)
            kept = plan.facts.variants.get(name)
            # One that somebody has asked for by name may be larger than what others are sent.
            unasked = plan.negotiated and image_format is not plan.formats[-1]
            if kept is None or (unasked and kept.on_demand):
                continue
            if self.redirect:
                return Found(name, kept, None)
            held = self.hot.get(_hot_key(plan.facts, name))
            if held is not None and held.revision == plan.facts.revision:
                return Found(name, kept, held, From.MEMORY)
            held = self._from_store(plan.facts, name, kept, mark)
            if held is not None:
                return Found(name, kept, held)
        return None

    def _from_store(self, facts: Facts, name: Name, kept: Kept, mark: int) -> Held | None:
        found = find(self.thumbnails, kept.key)
        if found is None or len(found.data) != kept.bytes:
            return None
        return self._held(facts, name, found, mark)

    def _held(self, facts: Facts, name: Name, found: StoredObject, mark: int) -> Held:
        """Keep it for whoever is next, unless the picture was deleted meanwhile."""
        info = found.info
        held = Held(
            key=_hot_key(facts, name),
            data=found.data,
            mime=name[2].mime,
            etag=info.etag,
            last_modified=info.last_modified,
            revision=facts.revision,
        )
        self.hot.put(held)
        if self.memory.is_news(facts.image_id, mark):
            self.hot.drop_prefix(facts.image_id)
        return held

    def _missing(self, plan: Plan, mark: int) -> ShowMedia | SendElsewhere:
        """Make what is missing; show the nearest that is here where that cannot be done."""
        size, *others = plan.sizes
        name = (size.name, plan.background, plan.formats[-1])
        try:
            flight = f"media {plan.facts.revision}/{_hot_key(plan.facts, name)}"
            made = self.once.do(flight, lambda: self._made(plan.facts, size, name, mark))
            return self._shown(plan, made)
        except TvdbProxyError as error:
            if error.code == unknown_image().code:
                raise
            for other in others:
                found = self._stored(plan, other, mark)
                if found is not None:
                    log.info("%s instead of %s: %s", other.name, name, error)
                    return self._shown(plan, found, stands_in=True)
            self._count(From.MISSED)
            raise

    def _made(self, facts: Facts, size: Size, name: Name, mark: int) -> Found:
        made = self.maker.make(facts, size, name, on_demand=self.planner.is_extra(facts, name))
        if facts.is_settled:
            more = replace(facts, variants={**facts.variants, name: made.kept})
            self.memory.keep(more, mark)
        held = self._held(facts, name, made.object, mark)
        return Found(name, made.kept, held, From.GENERATED)

    def _shown(
        self, plan: Plan, found: Found, *, stands_in: bool = False
    ) -> ShowMedia | SendElsewhere:
        if self.redirect:
            self._count(From.REDIRECTED)
            location = self.urls.variant(found.kept.key)
            assert location is not None, "redirects need a CDN"
            return SendElsewhere(location, plan.negotiated)
        assert found.held is not None
        self._count(From.INSTEAD if stands_in else found.whence)
        size, background, image_format = found.name
        kept_for = cache_control(plan.asked.revision, plan.facts.revision)
        return ShowMedia(
            found.held,
            FOR_A_MOMENT if stands_in else kept_for,
            plan.negotiated,
            size=size,
            background=background,
            name=f"{plan.facts.media_id}-{size}.{image_format.extension}",
            stands_in=stands_in,
        )

    def _count(self, whence: From) -> None:
        self.meter.count(Event.PICTURE, Door.MEDIA, whence)


def _hot_key(facts: Facts, name: Name) -> str:
    """Under the picture's own id, although equal pictures share their objects: what is deleted
    is gone at once, whatever becomes of the others."""
    size, background, image_format = name
    return f"{facts.image_id}/{size}.{background}.{image_format.extension}"


def _nothing_yet(facts: Facts) -> NotFound:
    if facts.state == ImageState.FAILED:
        return NotFound("The image could not be processed; its job says why.", code="image_failed")
    return NotFound(
        "The image is not processed yet; try again in a moment.",
        code="image_pending",
        retry_after=2,
    )
