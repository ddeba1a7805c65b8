"""The step that makes the variants, or takes those of an equal picture.

What they are called depends on the bytes and on the recipe alone: equal pictures share their
objects, and making them twice makes the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select

from tvdbproxy.artwork.keep import metadata_of, put_variant
from tvdbproxy.artwork.process import Renders, named
from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.artwork.work import Facts, MadeVariant
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageState, ImageVariant
from tvdbproxy.ingest.work import Bytes, Work
from tvdbproxy.storage import keys
from tvdbproxy.storage.store import ObjectStore

# What lies at such a key never changes.
CACHE_CONTROL = "public, max-age=31536000, immutable"

ORIGINAL, REMOVED = "original", "removed"


@dataclass(frozen=True)
class MadeImage:
    """All that was made of a picture: its variants by background."""

    prefix: str
    revision: str
    facts: Facts
    variants: tuple[tuple[str, MadeVariant], ...]


def resize(
    database: Database,
    thumbnails: ObjectStore,
    pool: Renders,
    recipe: Recipe,
    work: Work,
    picture: Bytes,
) -> MadeImage:
    """The variants of the recipe, stored. Raises what the pool and the store raise."""
    revision = recipe.revision(picture.sha256)
    prefix = keys.media_prefix(picture.sha256, revision)
    twin = _twin(database, work, prefix, revision)
    if twin is not None:
        return twin
    rendered = pool.render(picture.data, recipe.order())
    facts = Facts.of(rendered.picture)
    kept = keep(named(prefix, rendered), picture.sha256, revision, facts, thumbnails)
    return MadeImage(prefix, revision, facts, tuple((ORIGINAL, variant) for variant in kept))


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


def _twin(database: Database, work: Work, prefix: str, revision: str) -> MadeImage | None:
    """What was made of the same bytes in the same way, which need not be made again."""
    with database.read() as session:
        twin = session.scalars(
            select(Image)
            .where(
                Image.prefix == prefix,
                Image.state == ImageState.READY,
                Image.image_id != work.image_id,
            )
            .limit(1)
        ).first()
        if twin is None:
            return None
        rows = session.scalars(
            select(ImageVariant).where(
                ImageVariant.image_id == twin.image_id,
                ImageVariant.background == ORIGINAL,
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
    return MadeImage(prefix, revision, facts, tuple((ORIGINAL, _same(row)) for row in rows))


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
