"""What the rows say of a picture's objects, as values that can be compared later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.artwork.feed import UNFINISHED
from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, ArtworkState, ImageVariant, Source, Variant
from tvdbproxy.storage import keys

Bucket = Literal["originals", "thumbnails"]


@dataclass(frozen=True)
class ExpectedObject:
    """One object that a row tells of. ``owner`` is the id of its picture, the catalogue's or an
    application's. ``revision`` is that of variants; ``size_name`` and ``format`` are empty for
    sources. ``written_at`` changes whenever the row is written anew."""

    owner: int | str
    bucket: Bucket
    key: str
    size: int
    sha256: str | None
    etag: str | None
    written_at: datetime
    revision: str | None = None
    size_name: str = ""
    format: str = ""


@dataclass(frozen=True)
class Expected:
    """One picture. Somebody is at it, or will be soon, unless it is ``settled``; ``lacking``
    are the keys of objects that it must have and no row tells of. It is ``hopeless`` if it is
    known to be damaged, could not be repaired, and is not to be tried again yet."""

    artwork_id: int
    settled: bool
    objects: tuple[ExpectedObject, ...]
    lacking: tuple[str, ...] = ()
    hopeless: bool = False


def expected(
    session: Session, recipe: Recipe, artwork_ids: Sequence[int], *, lock: bool = False
) -> list[Expected]:
    """What is to be found of these pictures, by id; up to some hundred at a time.

    ``lock`` keeps the rows as they are until the caller's transaction ends.
    """
    chosen = select(Artwork).where(Artwork.id.in_(artwork_ids)).order_by(Artwork.id)
    rows = session.scalars(chosen.with_for_update() if lock else chosen).all()
    variants: dict[int, list[Variant]] = defaultdict(list)
    of_these = select(Variant).where(Variant.artwork_id.in_(artwork_ids)).order_by(Variant.key)
    for variant in session.scalars(of_these):
        variants[variant.artwork_id].append(variant)
    names = {row.source_key for row in rows if row.source_key is not None}
    sources = {
        source.key: source
        for source in session.scalars(select(Source).where(Source.key.in_(names)))
    }
    moment = now(session)
    fetched = _being_fetched(session, moment)
    return [
        _of_one(row, variants[row.id], sources.get(row.source_key or ""), recipe, moment, fetched)
        for row in rows
    ]


def of_variant(
    owner: int | str, revision: str | None, variant: Variant | ImageVariant
) -> ExpectedObject:
    """The object of one of its variants."""
    return ExpectedObject(
        owner=owner,
        bucket="thumbnails",
        key=variant.key,
        size=variant.bytes,
        sha256=variant.sha256,
        etag=variant.etag,
        written_at=variant.made_at,
        revision=revision,
        size_name=variant.size,
        format=variant.format,
    )


def _being_fetched(session: Session, moment: datetime) -> set[str]:
    """Sources that somebody may be writing anew: two pictures may share one."""
    # As many as there are worker threads; found over an index.
    leased = session.scalars(select(Artwork.path).where(Artwork.lease_until > moment))
    return {keys.source_key(path) for path in leased}


def _of_one(
    row: Artwork,
    variants: list[Variant],
    source: Source | None,
    recipe: Recipe,
    moment: datetime,
    fetched: set[str],
) -> Expected:
    leased = row.lease_until is not None and row.lease_until > moment
    free = not leased and row.source_key not in fetched
    objects = [of_variant(row.id, row.revision, variant) for variant in variants]
    if source is not None:
        objects.append(_of_source(row.id, source))
    return Expected(
        artwork_id=row.id,
        settled=free and row.state not in UNFINISHED,
        objects=tuple(objects),
        lacking=tuple(_lacking(row, variants, source, recipe)),
        hopeless=row.damaged and (row.due_at is None or row.due_at > moment),
    )


def _of_source(artwork_id: int, source: Source) -> ExpectedObject:
    return ExpectedObject(
        owner=artwork_id,
        bucket="originals",
        key=source.key,
        size=source.size,
        sha256=source.sha256,
        etag=None,
        written_at=source.fetched_at,
    )


def _lacking(
    row: Artwork, variants: list[Variant], source: Source | None, recipe: Recipe
) -> list[str]:
    """Of a picture that is ready: its source, and what the recipe that it was made by makes."""
    if row.state != ArtworkState.READY:
        return []
    if row.revision is None or row.storage_path is None or row.source_sha256 is None:
        return [row.path]
    found = [] if source is not None else [row.source_key or row.path]
    # Other settings make another revision, which the next comparison with upstream brings.
    if row.revision == recipe.revision(row.source_sha256):
        main = recipe.main_format
        have = {variant.size for variant in variants if variant.format == main}
        found += [
            keys.variant_key(row.storage_path, size.name, main.extension)
            for size in recipe.sizes
            if size.name not in have
        ]
    return found
