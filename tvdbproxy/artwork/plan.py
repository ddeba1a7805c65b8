"""The first stage: from a row to a claimed, frozen piece of work, in one short transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.artwork.work import HeldSource, Work
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, ArtworkState, Source, Variant
from tvdbproxy.errors import InvalidRequest, Superseded
from tvdbproxy.jobs import claims, tasks
from tvdbproxy.storage import keys


def plan(
    database: Database, recipe: Recipe, artwork_id: int, *, lease_seconds: float, most: int
) -> Work | None:
    """Claim the picture. ``None`` if it is not due, or somebody else is at it.

    A picture at which ``most`` workers died is set aside here, with that reason; so is one
    whose path cannot be stored under any key.
    """
    claim = claims.new_claim()
    with database.write() as session:
        if not claims.take(session, Artwork, Artwork.id == artwork_id, claim, lease_seconds):
            return None
        row = session.get_one(Artwork, artwork_id, populate_existing=True)
        if row.attempts > most:
            _set_aside(session, row, "worker_crashed", _broke_off(most))
            return None
        row.state = ArtworkState.PROCESSING
        try:
            return _work(session, row, claim, recipe)
        except InvalidRequest as error:
            _set_aside(session, row, error.code, error.public)
            return None


def renew(database: Database, work: Work, lease_seconds: float) -> None:
    """Say that we are still at it, between two stages. Raises ``Superseded`` if the
    picture is not ours any more: better to find out before writing than after.

    From here on the objects may be others than the row says. Until the run is recorded
    nothing counts as made, whatever upstream answers the next one.
    """
    with database.write() as session:
        ours = claims.extend(
            session, Artwork, Artwork.id == work.artwork_id, work.claim, lease_seconds
        )
        if ours:
            session.execute(
                update(Artwork).where(Artwork.id == work.artwork_id).values(forced=True)
            )
    if not ours:
        raise Superseded("The picture changed while it was being made.")


def target_prefix(row: Artwork) -> str:
    """Where the variants of this picture belong."""
    own = None if row.is_chosen else row.id
    return keys.variant_prefix(row.content_type, row.content_id, row.image_type, own)


def _work(session: Session, row: Artwork, claim: str, recipe: Recipe) -> Work:
    prefix = target_prefix(row)
    source = session.get(Source, keys.source_key(row.path))
    held = _held(source) if source else None
    there = _at_prefix(session, prefix)
    have = {(variant.size, variant.format) for variant in there if variant.artwork_id == row.id}
    wanted = {(size.name, recipe.main_format.value) for size in recipe.sizes}
    return Work(
        artwork_id=row.id,
        content_type=row.content_type,
        content_id=row.content_id,
        image_type=row.image_type,
        path=row.path,
        claim=claim,
        prefix=prefix,
        is_chosen=row.is_chosen,
        forced=row.forced,
        revision=row.revision,
        made=row.storage_path == prefix and wanted <= have,
        source=_remembered(row) if held is None and row.damaged else held,
        there=tuple(sorted({variant.key for variant in there})),
        extras=_extras(there, recipe),
        # A picture that was never stored is the first at a place of its own.
        moves_in=row.storage_path != prefix and (row.is_chosen or row.storage_path is not None),
        damaged=row.damaged,
        checksums={v.key: v.sha256 for v in there if v.artwork_id == row.id and v.sha256},
        hasty=frozenset(v.key for v in there if v.artwork_id == row.id and v.upgrade_at),
    )


def _held(source: Source) -> HeldSource:
    return HeldSource(
        key=source.key,
        sha256=source.sha256,
        size=source.size,
        etag=source.etag,
        last_modified=source.last_modified,
    )


def _remembered(row: Artwork) -> HeldSource | None:
    """The source as the picture's own row knows it, where the source's row was lost."""
    if row.source_sha256 is None or row.source_key != keys.source_key(row.path):
        return None
    return HeldSource(row.source_key, row.source_sha256, row.file_size or 0, None, None)


def _at_prefix(session: Session, prefix: str) -> list[Variant]:
    """The variants whose objects lie at the prefix, whichever picture they are of."""
    return list(
        session.scalars(
            select(Variant)
            .join(Artwork, Artwork.id == Variant.artwork_id)
            .where(Artwork.storage_path == prefix)
            .order_by(Variant.size, Variant.format)
        )
    )


def _extras(there: Iterable[Variant], recipe: Recipe) -> tuple[tuple[str, str], ...]:
    """What the recipe would not make: made on demand, for a page or an old client."""
    usual = {(size.name, name.value) for size in recipe.sizes for name in recipe.formats}
    return tuple(sorted({(v.size, v.format) for v in there} - usual))


def _set_aside(session: Session, row: Artwork, code: str, message: str) -> None:
    row.state, row.due_at = ArtworkState.FAILED, None
    row.claim = row.lease_until = None
    row.attempts = 0
    row.error_code, row.error_message = code, message
    tasks.settle(session, row.id, ArtworkState.FAILED)


def _broke_off(most: int) -> str:
    return (
        f"Work on this picture broke off {most} times (see the workers' logs); it is left "
        "alone until it changes upstream or is synced with force."
    )
