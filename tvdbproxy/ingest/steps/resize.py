"""The step that makes the variants, or takes those of an equal picture.

What they are called depends on the bytes and on the recipe alone: equal pictures share their
objects, and making them twice makes the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from sqlalchemy import select

from tvdbproxy.artwork.keep import metadata_of, put_variant
from tvdbproxy.artwork.process import Renders, named
from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.artwork.work import Facts, MadeVariant
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageState, ImageVariant
from tvdbproxy.imaging.background.cut_out import CutOut
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.ingest.work import Bytes, MadeImage, Renew, Work
from tvdbproxy.meter.events import Pipeline
from tvdbproxy.meter.meter import SILENT, Meter
from tvdbproxy.meter.weigh import Weighed, weigh
from tvdbproxy.storage import keys
from tvdbproxy.storage.store import ObjectStore

# What lies at such a key never changes.
CACHE_CONTROL = "public, max-age=31536000, immutable"

LOGO = "logo"
ORIGINAL, REMOVED = "original", "removed"


class Cuts(Renders, Protocol):
    """What this step needs of the imaging room's pool."""

    def cut_out(self, source: bytes, limits: Limits, model_path: str | None = None) -> CutOut:
        """The picture without its background, in a child process."""


@dataclass(frozen=True)
class Workbench:
    """What variants are made with. ``model_path`` is a segmentation model, if there is one."""

    database: Database
    thumbnails: ObjectStore
    pool: Cuts
    model_path: str | None = None
    meter: Meter = SILENT


def resize(bench: Workbench, recipe: Recipe, work: Work, picture: Bytes, renew: Renew) -> MadeImage:
    """The variants of the recipe, stored; of a logo without its background as well, where that
    can be told from it. Raises what the pool, the store and ``renew`` raise."""
    revision = recipe.revision(picture.sha256)
    prefix = keys.media_prefix(picture.sha256, revision)
    is_logo = work.data_type == LOGO
    twin = _twin(bench.database, work, prefix, revision, is_logo)
    if twin is not None:
        return twin
    rendered = bench.pool.render(picture.data, recipe.order())
    renew()
    facts = Facts.of(rendered.picture)
    kept = keep(named(prefix, rendered), picture.sha256, revision, facts, bench.thumbnails)
    variants = [(ORIGINAL, variant) for variant in kept]
    removed = None
    if is_logo:
        removed = list(_without_background(bench, recipe, prefix, picture, renew))
    variants += [(REMOVED, variant) for variant in removed or ()]
    weights = (Weighed(v.format, v.width * v.height, v.length) for _, v in variants)
    weigh(bench.meter, Pipeline.INGEST, len(picture.data), weights)
    return MadeImage(
        prefix, revision, facts, tuple(variants), None if removed is None else bool(removed)
    )


def _without_background(
    bench: Workbench, recipe: Recipe, prefix: str, picture: Bytes, renew: Renew
) -> Iterator[MadeVariant]:
    """Every size with nothing behind it, also as PNG, which everybody shows."""
    cut = bench.pool.cut_out(picture.data, recipe.limits, bench.model_path)
    renew()
    if not cut.removed:
        return
    formats = tuple(dict.fromkeys([*recipe.formats, Format.PNG]))
    # Its own bytes may be more than an upload may have.
    limits = replace(recipe.limits, max_bytes=max(recipe.limits.max_bytes, len(cut.data)))
    order = replace(recipe.order(), formats=formats, limits=limits)
    rendered = bench.pool.render(cut.data, order)
    renew()
    yield from keep(
        named(f"{prefix}/{REMOVED}", rendered),
        picture.sha256,
        recipe.revision(picture.sha256),
        Facts.of(rendered.picture),
        bench.thumbnails,
    )


def keep(
    variants: Iterable[MadeVariant],
    source_sha256: str,
    revision: str,
    facts: Facts,
    thumbnails: ObjectStore,
) -> Iterator[MadeVariant]:
    """Store every variant; what was stored, with what the store calls it."""
    metadata = metadata_of(source_sha256, revision, has_alpha=facts.has_alpha)
    for variant in variants:
        info = put_variant(variant, metadata, thumbnails, CACHE_CONTROL)
        yield replace(variant, etag=info.etag)


def _twin(
    database: Database, work: Work, prefix: str, revision: str, is_logo: bool
) -> MadeImage | None:
    """What was made of the same bytes in the same way, which need not be made again."""
    chosen = select(Image).where(
        Image.prefix == prefix,
        Image.state == ImageState.READY,
        Image.image_id != work.image_id,
    )
    if is_logo:
        chosen = chosen.where(Image.background_removed.is_not(None))
    with database.read() as session:
        twin = session.scalars(chosen.limit(1)).first()
        if twin is None:
            return None
        rows = session.scalars(
            select(ImageVariant).where(
                ImageVariant.image_id == twin.image_id,
                ImageVariant.on_demand.is_(False),
            )
        ).all()
    facts = Facts(
        format=twin.format or "",
        width=twin.width or 0,
        height=twin.height or 0,
        has_alpha=bool(twin.has_alpha),
        dominant_color=twin.dominant_color or "",
        placeholder=twin.placeholder or "",
    )
    variants = tuple(
        (row.background, _same(row)) for row in rows if is_logo or row.background == ORIGINAL
    )
    removed = twin.background_removed if is_logo else None
    return MadeImage(prefix, revision, facts, variants, removed)


def _same(row: ImageVariant) -> MadeVariant:
    return MadeVariant(
        size=row.size,
        format=row.format,
        key=row.key,
        width=row.width,
        height=row.height,
        length=row.bytes,
        sha256=row.sha256,
        etag=row.etag,
    )
