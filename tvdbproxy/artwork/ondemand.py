"""A picture that somebody waits for: the whole set if there is none yet, or one more variant."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import select

from tvdbproxy.artwork import pipeline, source
from tvdbproxy.artwork.feed import wake
from tvdbproxy.artwork.keep import metadata_of, put_variant
from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.artwork.reading import Fault, read_object
from tvdbproxy.artwork.record import variant_row
from tvdbproxy.artwork.shown import Shown
from tvdbproxy.artwork.work import MadeVariant, made_variant
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, ArtworkState, Variant
from tvdbproxy.db.upsert import upsert
from tvdbproxy.errors import NotFound, Superseded, Unavailable
from tvdbproxy.imaging import geometry
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import Variant as Pixels
from tvdbproxy.imaging.sizes import Size
from tvdbproxy.meter.events import Event, Pipeline
from tvdbproxy.meter.meter import timed
from tvdbproxy.storage import keys
from tvdbproxy.storage.store import ObjectInfo
from tvdbproxy.urls.artwork_host import artwork_url

# How long a client waits for a picture that another process is making.
_PATIENCE_SECONDS = 20.0
_GLANCE_SECONDS = 0.1


@dataclass(frozen=True)
class MadeNow:
    """One variant, stored as ``info`` says and at hand in ``data``."""

    info: ObjectInfo
    data: bytes
    mime: str
    revision: str


class OnDemand:
    """Makes pictures while a request waits. Thread-safe."""

    def __init__(self, kitchen: Kitchen) -> None:
        self.kitchen = replace(kitchen, patience_seconds=0)

    def make(self, artwork_id: int, size: str, image_format: str | None) -> MadeNow:
        """One size in one format; ``None`` for what a client without WebP can show, JPEG or,
        where the picture has alpha, PNG.

        Raises ``NotFound`` (``no_artwork``, ``unknown_size``) with the reason why there is
        no picture, ``Unavailable`` (``artwork_pending``) if there may be one soon, and
        what the pool raises.
        """
        base = self._base(artwork_id) or self._whole_set(artwork_id)
        wanted = Format(image_format) if image_format else _plain(base)
        return self._stored(base, size, wanted) or self._one_more(base, size, wanted)

    def _base(self, artwork_id: int) -> Shown | None:
        """The stored picture; ``None`` if it is not stored yet. Raises as ``make``."""
        with self.kitchen.database.read() as session:
            row = session.get(Artwork, artwork_id)
            if row is None:
                raise NotFound("There is no such artwork.", code="no_artwork")
            base = Shown.of(row)
            if base is None and row.state in (ArtworkState.FAILED, ArtworkState.MISSING):
                raise NotFound(
                    f"The picture could not be had: {row.error_message}", code="no_artwork"
                )
            return base

    def _whole_set(self, artwork_id: int) -> Shown:
        """Make all that the recipe wants of it, or wait for whoever is at it."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        with self.kitchen.database.write() as session:
            wake(session, [artwork_id])
        ended = pipeline.run(self.kitchen, artwork_id)
        while True:
            base = self._base(artwork_id)
            if base is not None:
                return base
            if time.monotonic() > deadline or not self._in_progress(artwork_id, ended):
                raise Unavailable(
                    "The picture is not here yet; try again in a moment.",
                    code="artwork_pending",
                    retry_after=5,
                )
            time.sleep(_GLANCE_SECONDS)
            if not self._is_leased(artwork_id):
                ended = pipeline.run(self.kitchen, artwork_id)

    def _in_progress(self, artwork_id: int, ended: pipeline.Ended) -> bool:
        """Whether somebody works on it, or on an equal one, so that waiting makes sense."""
        if ended.error is not None:
            return ended.error.code == "twin_in_progress"
        with self.kitchen.database.read() as session:
            row = session.get(Artwork, artwork_id)
            twin = row is not None and row.error_code == "twin_in_progress"
        return twin or self._is_leased(artwork_id)

    def _is_leased(self, artwork_id: int) -> bool:
        with self.kitchen.database.read() as session:
            row = session.get(Artwork, artwork_id)
            until = row.lease_until if row is not None else None
            return until is not None and until > now(session)

    def _stored(self, base: Shown, size: str, wanted: Format) -> MadeNow | None:
        """The variant, if somebody made it while we waited."""
        key = keys.variant_key(base.prefix, size, wanted.extension)
        found = read_object(self.kitchen.thumbnails, key)
        if isinstance(found, Fault):
            return None
        if found.info.metadata.get("revision") != base.revision:
            return None
        return MadeNow(found.info, found.data, wanted.mime, base.revision)

    def _one_more(self, base: Shown, size: str, wanted: Format) -> MadeNow:
        recipe = self.kitchen.recipe
        box = recipe.size(base.content_type, base.image_type, size)
        if box is None:
            raise NotFound("There is no such size.", code="unknown_size")
        equal = self._equal(base, size, box, wanted)
        if equal is not None:
            pixels, in_haste = equal
        else:
            data = self._source(base)
            with timed(self.kitchen.meter, Event.STAGE, Pipeline.ON_DEMAND, "process"):
                rendered = self.kitchen.pool.render(data, recipe.single([box], wanted, "fast"))
            pixels, in_haste = rendered.variants[0], recipe.hurries(wanted)
        variant = made_variant(base.prefix, size, pixels, in_haste=in_haste)
        metadata = metadata_of(base.source.sha256, base.revision, has_alpha=base.has_alpha)
        info = put_variant(variant, metadata, self.kitchen.thumbnails)
        self._record(base, replace(variant, etag=info.etag))
        return MadeNow(info, pixels.data, wanted.mime, base.revision)

    def _equal(
        self, base: Shown, size: str, box: Size, wanted: Format
    ) -> tuple[Pixels, bool] | None:
        """The same pixels under another size's name, if these are whole, and whether they were
        made in haste. They are read before they are stored, for what lies at a key is served,
        and damage is not handed on."""
        with self.kitchen.database.read() as session:
            row = session.get(Artwork, base.artwork_id)
            if row is None or not row.width or not row.height:
                return None
            place = geometry.place(box, row.width, row.height)
            whole = place.crop.width == row.width and place.crop.height == row.height
            twin = session.scalars(
                select(Variant).where(
                    Variant.artwork_id == base.artwork_id,
                    Variant.format == wanted.value,
                    Variant.size != size,
                    Variant.width == place.width,
                    Variant.height == place.height,
                )
            ).first()
        if twin is None or not whole:
            return None
        found = self._stored(base, twin.size, wanted)
        if found is None or not _is_whole(found.data, twin):
            return None
        pixels = Pixels((size,), wanted, twin.width, twin.height, found.data)
        return pixels, twin.upgrade_at is not None

    def _is_usual(self, variant: MadeVariant) -> bool:
        """Whether the recipe makes it too: then it had only been lost."""
        recipe = self.kitchen.recipe
        names = {size.name for size in recipe.sizes}
        return variant.size in names and variant.format in recipe.formats

    def _source(self, base: Shown) -> bytes:
        held = source.read(base.source, self.kitchen.originals)
        if held is not None:
            return held.data
        # The bucket has lost it; upstream's bytes serve if they are the same.
        fetched = self.kitchen.fetcher.get(artwork_url(base.path, self.kitchen.hosts))
        if fetched.sha256 != base.source.sha256:
            self._make_anew(base.artwork_id)
            raise Unavailable(
                "The picture changed upstream; try again in a moment.",
                code="artwork_pending",
                retry_after=5,
            )
        return fetched.data

    def _make_anew(self, artwork_id: int) -> None:
        with self.kitchen.database.write() as session:
            row = session.get(Artwork, artwork_id)
            if row is None:
                return
            row.state, row.due_at, row.sent_at = ArtworkState.PENDING, now(session), None

    def _record(self, base: Shown, variant: MadeVariant) -> None:
        """Make it part of the set; take it back if the set changed meanwhile."""
        with self.kitchen.database.write() as session:
            row = session.get(Artwork, base.artwork_id, with_for_update=True)
            if base.is_still(row):
                extra = not self._is_usual(variant)
                made = variant_row(base.artwork_id, variant, now(session), on_demand=extra)
                upsert(session, Variant, [made])
                return
        self.kitchen.thumbnails.delete(variant.key)
        raise Superseded("The picture changed while it was being made; ask again.")


def _is_whole(data: bytes, row: Variant) -> bool:
    """Whether the bytes are those that the row tells of."""
    return len(data) == row.bytes and row.sha256 in (None, sha256(data).hexdigest())


def _plain(base: Shown) -> Format:
    return Format.PNG if base.has_alpha else Format.JPEG
