"""What our queue knows of temporary addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import PendingImage, PendingStatus

T = TypeVar("T")

# Less than the parameters that every SQLite takes.
_AT_A_TIME = 500


class Fate(StrEnum):
    """What becomes of a temporary address."""

    READY = "ready"  # its picture has a permanent one
    WAITING = "waiting"  # its picture is not processed yet
    FAILED = "failed"  # and never will be
    UNKNOWN = "unknown"  # no picture of ours had it


@dataclass(frozen=True)
class Known:
    """A picture of the queue; ``media_id`` is there if its fate is ``READY``."""

    id: int
    fate: Fate
    media_id: str | None


def look_up(database: Database, paths: Collection[str]) -> Mapping[str, Known]:
    """Those of these temporary addresses that are ours."""
    found: dict[str, Known] = {}
    with database.read() as session:
        for some in _batches(list(dict.fromkeys(paths))):
            rows = session.execute(
                select(
                    PendingImage.image_path,
                    PendingImage.id,
                    PendingImage.status,
                    PendingImage.media_id,
                ).where(PendingImage.image_path.in_(some))
            )
            for path, number, status, media_id in rows:
                found[path] = Known(number, _fate(status, media_id), media_id)
    return found


def processed(database: Database, media_ids: Collection[str]) -> dict[str, set[int]]:
    """Of these media ids, the pictures whose addresses may still stand somewhere."""
    found: dict[str, set[int]] = {}
    with database.read() as session:
        for some in _batches(list(dict.fromkeys(media_ids))):
            rows = session.execute(
                select(PendingImage.media_id, PendingImage.id).where(
                    PendingImage.media_id.in_(some),
                    PendingImage.status == PendingStatus.PROCESSED,
                )
            )
            for media_id, number in rows:
                found.setdefault(str(media_id), set()).add(number)
    return found


def close(database: Database, numbers: Iterable[int]) -> int:
    """Say of these pictures that their addresses are replaced everywhere; of how many that is
    new."""
    closed = 0
    for some in _batches(sorted(numbers)):
        with database.write() as session:
            closed += _close(session, some)
    return closed


def _close(session: Session, numbers: list[int]) -> int:
    rows = session.scalars(
        select(PendingImage)
        .where(PendingImage.id.in_(numbers), PendingImage.status == PendingStatus.PROCESSED)
        .order_by(PendingImage.id)
        .with_for_update()
    ).all()
    moment = now(session)
    for row in rows:
        row.status, row.updated_at = PendingStatus.COMPLETE, moment
    return len(rows)


def _fate(status: str, media_id: str | None) -> Fate:
    if status == PendingStatus.FAILED:
        return Fate.FAILED
    return Fate.WAITING if media_id is None else Fate.READY


def _batches(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), _AT_A_TIME):
        yield items[start : start + _AT_A_TIME]
