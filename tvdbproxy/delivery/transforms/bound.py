"""Keeping what transforms keep within its bounds: what nobody has wanted longest goes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import KeptTransform
from tvdbproxy.delivery.transforms.kept import Kind
from tvdbproxy.storage.store import ObjectStore

_BATCH = 500


@dataclass
class Shed:
    """The figures: bytes that are kept, as they were found, and what of them was dropped (or
    would be, in a dry run)."""

    kept_bytes: int = 0
    dropped: int = 0
    dropped_bytes: int = 0

    def as_json(self) -> dict[str, Any]:
        """The figures as part of a task's result."""
        return asdict(self)


def shed(
    database: Database,
    store: ObjectStore,
    kind: Kind,
    max_bytes: int,
    *,
    dry_run: bool,
    on_batch: Callable[[], None] = lambda: None,
) -> Shed:
    """Drop objects of this kind until they take ``max_bytes`` at most.

    Rows go first, then objects: one that is asked for in between is made again. If it is
    killed there, the objects have no rows any more and are the cleanup's.
    """
    with database.read() as session:
        total = select(func.coalesce(func.sum(KeptTransform.size), 0))
        done = Shed(int(session.scalar(total.where(KeptTransform.kind == kind)) or 0))
    too_many = done.kept_bytes - max_bytes
    after = 0
    while done.dropped_bytes < too_many:
        with database.write() as session:
            found = _oldest(session, kind, too_many - done.dropped_bytes, after)
            if not dry_run:
                session.execute(delete(KeptTransform).where(KeptTransform.key.in_(found)))
        if not found:
            break
        if dry_run:
            after += len(found)
        else:
            store.delete_many(sorted(found))
        done.dropped += len(found)
        done.dropped_bytes += sum(found.values())
        on_batch()
    return done


def _oldest(session: Session, kind: Kind, wanted: int, skip: int) -> dict[str, int]:
    """Keys and sizes of the next ones, as many as it takes to get ``wanted`` bytes."""
    rows = session.execute(
        select(KeptTransform.key, KeptTransform.size)
        .where(KeptTransform.kind == kind)
        .order_by(KeptTransform.used_at, KeptTransform.key)
        .offset(skip)
        .limit(_BATCH)
        .with_for_update()
    )
    found: dict[str, int] = {}
    for key, size in rows:
        if wanted <= 0:
            break
        found[key] = size
        wanted -= size
    return found
