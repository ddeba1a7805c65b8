"""One more variant of a picture while somebody waits: made once, kept at its key, recorded."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Image, ImageVariant
from tvdbproxy.db.upsert import upsert
from tvdbproxy.delivery.caching import FOR_EVER
from tvdbproxy.delivery.media.asked import unknown_image
from tvdbproxy.delivery.media.facts import Facts, Kept, Name
from tvdbproxy.delivery.thumbnail import Renders
from tvdbproxy.errors import NotFound, Superseded, Unavailable
from tvdbproxy.imaging import geometry
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.sizes import Size
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.meter.events import Event, Pipeline
from tvdbproxy.meter.meter import SILENT, Meter, timed
from tvdbproxy.storage import keys
from tvdbproxy.storage.finding import find
from tvdbproxy.storage.store import ObjectInfo, ObjectStore, StoredObject

log = logging.getLogger(__name__)

# How long a client waits for a picture that another process is making.
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Made:
    """A variant as it is stored now, with its bytes."""

    kept: Kept
    object: StoredObject


@dataclass(frozen=True)
class Maker:
    """What it takes. ``quality`` is that of all variants. Thread-safe."""

    database: Database
    originals: ObjectStore
    thumbnails: ObjectStore
    pool: Renders
    alone: Alone
    quality: int
    limits: Limits
    meter: Meter = SILENT

    def make(self, facts: Facts, size: Size, name: Name, *, on_demand: bool) -> Made:
        """The variant of this name in this size; ``on_demand`` says that not every picture has
        one. Equal pictures share what is made.

        Raises ``NotFound`` (``unknown_image`` if it was deleted meanwhile, ``source_lost`` if
        there is nothing to make it of), ``Superseded``, ``Unavailable``, and what the pool
        raises.
        """
        made = self._equal(facts, size, name) or self._anew(facts, size, name)
        kept = self._described(made, on_demand=on_demand)
        self._record(facts, name, kept, made)
        return Made(kept, made)

    def _equal(self, facts: Facts, size: Size, name: Name) -> StoredObject | None:
        """The same pixels under the name of another size, if they are here."""
        placed = geometry.place(size, facts.width, facts.height)
        if (placed.crop.width, placed.crop.height) != (facts.width, facts.height):
            return None
        for other, kept in facts.variants.items():
            same = (other[1:], kept.width, kept.height) == (name[1:], placed.width, placed.height)
            if same and other != name:
                found = find(self.thumbnails, kept.key)
                if found is not None and len(found.data) == kept.bytes:
                    return found
        return None

    def _anew(self, facts: Facts, size: Size, name: Name) -> StoredObject:
        assert facts.prefix is not None
        _, background, image_format = name
        extension = image_format.extension
        key = keys.media_key(facts.prefix, size.name, extension, background=background)
        # What lies there although the row says otherwise is no good.
        known = facts.variants.get(name)

        def found() -> StoredObject | None:
            there = find(self.thumbnails, key)
            return there if known is None or there is None or _is_whole(there, known) else None

        made = self.alone.do(
            key, found, lambda: self._rendered(facts, size, name, key), _PATIENCE_SECONDS
        )
        if made is None:
            raise Unavailable(
                "The picture is being made; try again in a moment.",
                code="image_pending",
                retry_after=2,
            )
        return made

    def _rendered(self, facts: Facts, size: Size, name: Name, key: str) -> StoredObject:
        base = self._source(facts) if name[1] == "original" else None
        base = base or self._largest(facts, size, name[1])
        if base is None:
            raise NotFound(
                "What the picture was made of is not here any more: upload it again.",
                code="source_lost",
            )
        order = RenderOrder((size,), (name[2],), self.quality, "fast", self.limits)
        with timed(self.meter, Event.STAGE, Pipeline.MEDIA, "process"):
            data = self.pool.render(base, order).variants[0].data
        return StoredObject(self._put(facts, name, key, data), data)

    def _source(self, facts: Facts) -> bytes | None:
        """The picture as it was given to us."""
        found = find(self.originals, facts.source_key) if facts.source_key else None
        if found is None or sha256(found.data).hexdigest() != facts.sha256:
            return None
        return found.data

    def _largest(self, facts: Facts, size: Size, background: str) -> bytes | None:
        """The largest variant with this background, if it is large enough and not cropped: what
        has no background is made of what has none, and what lost its source of what is left."""
        placed = geometry.place(size, facts.width, facts.height)
        width, height = geometry.whole_needed(placed, facts.width, facts.height)
        fitting = [
            (kept.width * kept.height, name[2] is Format.PNG, kept)
            for name, kept in facts.variants.items()
            if name[1] == background
            and _is_uncropped(kept, facts)
            and kept.width + 1 >= width
            and kept.height + 1 >= height
        ]
        for _, _, kept in sorted(fitting, key=lambda found: found[:2], reverse=True):
            found = find(self.thumbnails, kept.key)
            if found is not None and _is_whole(found, kept):
                return found.data
        return None

    def _put(self, facts: Facts, name: Name, key: str, data: bytes) -> ObjectInfo:
        """Content decides the key, so that what lies there is good for ever."""
        has_alpha = facts.has_alpha or name[1] == "removed"
        return self.thumbnails.put(
            key,
            data,
            content_type=name[2].mime,
            cache_control=FOR_EVER,
            metadata={
                "source-sha256": facts.sha256 or "unknown",
                "revision": facts.revision or "unknown",
                "alpha": "yes" if has_alpha else "no",
            },
        )

    def _described(self, made: StoredObject, *, on_demand: bool) -> Kept:
        header = inspect(made.data, self.limits)
        return Kept(made.info.key, header.width, header.height, len(made.data), on_demand)

    def _record(self, facts: Facts, name: Name, kept: Kept, made: StoredObject) -> None:
        """Make it a variant of the picture. Where it cannot be written, it is found by its key
        the next time; of a picture that is gone it stays for the cleanup, since an equal picture
        may be about to have it."""
        try:
            with self.database.write() as session:
                image = session.get(Image, facts.image_id, with_for_update=True)
                current = image is not None and image.prefix == facts.prefix
                if current:
                    row = _row(facts.image_id, name, kept, made) | {"made_at": now(session)}
                    upsert(session, ImageVariant, [row])
        except Unavailable as error:
            log.warning("cannot record %s: %s: %s", kept.key, error.code, error)
            return
        if not current:
            if image is None:
                raise unknown_image()
            raise Superseded("The picture changed while it was being made; ask again.")


def _row(image_id: str, name: Name, kept: Kept, made: StoredObject) -> dict[str, object]:
    size, background, image_format = name
    return {
        "image_id": image_id,
        "size": size,
        "background": background,
        "format": image_format.value,
        "key": kept.key,
        "width": kept.width,
        "height": kept.height,
        "bytes": kept.bytes,
        "sha256": sha256(made.data).hexdigest(),
        "etag": made.info.etag,
        "on_demand": kept.on_demand,
    }


def _is_whole(found: StoredObject, kept: Kept) -> bool:
    return len(found.data) == kept.bytes


def _is_uncropped(kept: Kept, facts: Facts) -> bool:
    """Whether its proportions are those of the whole picture, but for the rounding of a side."""
    apart = abs(kept.width * facts.height - kept.height * facts.width)
    return apart <= max(facts.width, facts.height)
