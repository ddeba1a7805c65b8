"""Keeping the mirror within its bound: what nobody has wanted longest goes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import String, and_, delete, exists, func, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, Source
from tvdbproxy.storage.store import ObjectStore

_BATCH = 500


@dataclass
class Trimmed:
    """The figures: bytes that are only mirrored, as they were found, and what of them was
    dropped (or would be, in a dry run)."""

    mirrored_bytes: int = 0
    dropped: int = 0
    dropped_bytes: int = 0

    def as_json(self) -> dict[str, Any]:
        """The figures as part of a task's result."""
        return asdict(self)


def trim(
    database: Database,
    originals: ObjectStore,
    max_bytes: int,
    *,
    dry_run: bool,
    on_batch: Callable[[], None] = lambda: None,
) -> Trimmed:
    """Drop sources that only the mirror keeps, until they take ``max_bytes`` at most.

    Sources of pictures do not count and are not touched. Rows go first, then objects: one
    that is asked for in between is fetched again. If it is killed there, the objects have no
    rows any more and are the cleanup's.
    """
    with database.read() as session:
        trimmed = Trimmed(mirrored_bytes=_bytes(session))
    too_many = trimmed.mirrored_bytes - max_bytes
    after = 0
    while trimmed.dropped_bytes < too_many:
        with database.write() as session:
            found = _oldest(session, too_many - trimmed.dropped_bytes, after)
            if not dry_run:
                session.execute(delete(Source).where(Source.key.in_(found)))
        if not found:
            break
        if dry_run:
            after += len(found)
        else:
            originals.delete_many(_still_unwanted(database, found))
        trimmed.dropped += len(found)
        trimmed.dropped_bytes += sum(found.values())
        on_batch()
    return trimmed


def _still_unwanted(database: Database, keys: Iterable[str]) -> list[str]:
    """Without those that somebody has fetched again, or made a picture of, a moment ago."""
    names = sorted(keys)
    with database.read() as session:
        again = session.scalars(select(Source.key).where(Source.key.in_(names))).all()
        made = session.scalars(select(Artwork.source_key).where(Artwork.source_key.in_(names)))
        wanted = {*again, *made}
    return [name for name in names if name not in wanted]


def _bytes(session: Session) -> int:
    total = select(func.coalesce(func.sum(Source.size), 0)).where(_only_mirrored())
    return int(session.scalar(total) or 0)


def _oldest(session: Session, wanted: int, skip: int) -> dict[str, int]:
    """Keys and sizes of the next ones, as many as it takes to get ``wanted`` bytes."""
    rows = session.execute(
        select(Source.key, Source.size)
        .where(_only_mirrored())
        .order_by(Source.used_at, Source.key)
        .offset(skip)
        .limit(_BATCH)
        .with_for_update(of=Source)
    )
    found: dict[str, int] = {}
    for key, size in rows:
        if wanted <= 0:
            break
        found[key] = size
        wanted -= size
    return found


def _only_mirrored() -> ColumnElement[bool]:
    """Neither was a picture made of it, nor is one of the catalogue's at its path."""
    path = literal("/", String) + Source.key
    return and_(
        Source.mirrored,
        Source.used_at.is_not(None),
        ~exists().where(Artwork.source_key == Source.key),
        ~exists().where(Artwork.path == path),
    )
