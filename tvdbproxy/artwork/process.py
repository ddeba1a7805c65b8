"""The third stage: variants, rendered in a child process or taken from an equal picture.

Resizing and optimising (encoding) are one call, because pixels do not leave the child
that decoded them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Protocol

from sqlalchemy import select

from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.artwork.work import Facts, Made, MadeVariant, Source, Work, made_variant
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, ArtworkState, Variant
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import Rendered, RenderOrder
from tvdbproxy.imaging.sizes import Size
from tvdbproxy.storage import keys


class Renders(Protocol):
    """What this stage needs of the imaging room's pool."""

    def render(self, source: bytes, order: RenderOrder) -> Rendered:
        """Decode, resize and encode, in a child process."""


def take_from_twin(database: Database, work: Work, revision: str) -> Made | None:
    """What was made of the same bytes under another artwork, to be copied.

    ``None`` if there is no such artwork, or it lacks a variant that this one has.
    """
    with database.read() as session:
        twin = session.scalars(
            select(Artwork)
            .where(
                Artwork.revision == revision,
                Artwork.state == ArtworkState.READY,
                Artwork.id != work.artwork_id,
            )
            .order_by(Artwork.id)
            .limit(1)
        ).first()
        if twin is None:
            return None
        rows = session.scalars(
            select(Variant).where(Variant.artwork_id == twin.id).order_by(Variant.key)
        ).all()
    if not set(work.extras) <= {(row.size, row.format) for row in rows}:
        return None
    return Made(revision, _facts(twin), tuple(_copy(work, row) for row in rows))


def render(work: Work, source: Source, recipe: Recipe, pool: Renders) -> Made:
    """Every variant of the recipe, and those beside it that have to change along.

    Raises what the pool raises: ``BadPicture``, ``Unsupported``, ``Crashed``.
    """
    rendered = pool.render(source.data, recipe.order())
    variants = list(named(work.prefix, rendered))
    for order in _extra_orders(work, recipe):
        variants += named(work.prefix, pool.render(source.data, order))
    revision = recipe.revision(source.sha256)
    return Made(revision, Facts.of(rendered.picture), tuple(variants))


def _facts(twin: Artwork) -> Facts:
    return Facts(
        format=twin.format or "",
        width=twin.width or 0,
        height=twin.height or 0,
        has_alpha=bool(twin.has_alpha),
        dominant_color=twin.dominant_color or "",
        placeholder=twin.placeholder or "",
    )


def _copy(work: Work, row: Variant) -> MadeVariant:
    extension = Format(row.format).extension
    return MadeVariant(
        size=row.size,
        format=row.format,
        key=keys.variant_key(work.prefix, row.size, extension),
        width=row.width,
        height=row.height,
        length=row.bytes,
        sha256=row.sha256,
        copy_of=row.key,
        etag=row.etag,
        in_haste=row.upgrade_at is not None,
    )


def named(prefix: str, rendered: Rendered) -> Iterator[MadeVariant]:
    """One object at ``prefix`` for each name, although names with the same pixels share their
    bytes."""
    for variant in rendered.variants:
        for name in variant.size_names:
            yield made_variant(prefix, name, variant)


def _extra_orders(work: Work, recipe: Recipe) -> Iterator[RenderOrder]:
    by_format: dict[str, list[Size]] = defaultdict(list)
    for name, image_format in work.extras:
        size = recipe.size(work.content_type, work.image_type, name)
        if size is not None:
            by_format[image_format].append(size)
    for image_format, sizes in by_format.items():
        yield recipe.single(sizes, Format(image_format), recipe.effort)
