"""Keeping what can be had again within its bound: what nobody has wanted longest goes first."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import String, and_, delete, exists, func, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, KeptTransform, Source
from tvdbproxy.delivery.transforms.kept import Kind
from tvdbproxy.storage.store import ObjectStore

_BATCH = 500


@dataclass(frozen=True)
class Bounded:
    """What is bounded: rows of one table, each of which tells an object's size and when
    somebody wanted it."""

    table: type[Source] | type[KeptTransform]
    counts: ColumnElement[bool]


@dataclass
class Trimmed:
    """The figures: bytes that are kept, as they were found, and what of them was dropped (or
    would be, in a dry run)."""

    kept_bytes: int = 0
    dropped: int = 0
    dropped_bytes: int = 0

    def as_json(self) -> dict[str, Any]:
        """The figures as part of a task's result."""
        return asdict(self)


def only_mirrored() -> Bounded:
    """Sources that only the mirror keeps: neither was a picture made of them, nor is one of
    the catalogue's at their path."""
    path = literal("/", String) + Source.key
    return Bounded(
        Source,
        and_(
            Source.mirrored,
            Source.used_at.is_not(None),
            ~exists().where(Artwork.source_key == Source.key),
            ~exists().where(Artwork.path == path),
        ),
    )


def kept_transforms(kind: Kind) -> Bounded:
    """What transforms keep of this kind."""
    return Bounded(KeptTransform, KeptTransform.kind == kind)


def trim(
    database: Database,
    store: ObjectStore,
    bounded: Bounded,
    max_bytes: int,
    *,
    dry_run: bool,
    on_batch: Callable[[], None] = lambda: None,
) -> Trimmed:
    """Drop rows and their objects until those that count take ``max_bytes`` at most.

    Rows go first, then objects: one that is asked for in between is had again. If it is
    killed there, the objects have no rows any more and are the cleanup's.
    """
    with database.read() as session:
        trimmed = Trimmed(kept_bytes=_bytes(session, bounded))
    too_many = trimmed.kept_bytes - max_bytes
    after = 0
    while trimmed.dropped_bytes < too_many:
        with database.write() as session:
            found = _oldest(session, bounded, too_many - trimmed.dropped_bytes, after)
            if not dry_run:
                table = bounded.table
                session.execute(delete(table).where(table.key.in_(found)))
        if not found:
            break
        if dry_run:
            after += len(found)
        else:
            store.delete_many(_still_unwanted(database, bounded, found))
        trimmed.dropped += len(found)
        trimmed.dropped_bytes += sum(found.values())
        on_batch()
    return trimmed


def _still_unwanted(database: Database, bounded: Bounded, keys: Collection[str]) -> list[str]:
    """Without those that somebody has had again, or made a picture of, a moment ago."""
    table = bounded.table
    with database.read() as session:
        again = session.scalars(select(table.key).where(table.key.in_(keys))).all()
        made = session.scalars(select(Artwork.source_key).where(Artwork.source_key.in_(keys)))
        return sorted(set(keys).difference(again, made))


def _bytes(session: Session, bounded: Bounded) -> int:
    total = select(func.coalesce(func.sum(bounded.table.size), 0)).where(bounded.counts)
    return int(session.scalar(total) or 0)


def _oldest(session: Session, bounded: Bounded, wanted: int, skip: int) -> dict[str, int]:
    """Keys and sizes of the next ones, as many as it takes to get ``wanted`` bytes."""
    table = bounded.table
    rows = session.execute(
        select(table.key, table.size)
        .where(bounded.counts)
        .order_by(table.used_at, table.key)
        .offset(skip)
        .limit(_BATCH)
        .with_for_update(of=table)
    )
    found: dict[str, int] = {}
    for key, size in rows:
        if wanted <= 0:
            break
        found[key] = size
        wanted -= size
    return found
