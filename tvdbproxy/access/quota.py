"""How many uploads a user has left in the current window, counted in the database.

One statement counts and compares, so that however many ask at the same time, no more get in
than there is room for. Windows begin at multiples of their length (an hour: on the hour).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import UploadCount
from tvdbproxy.errors import RateLimited

_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Quota:
    """``remaining`` of ``limit`` are left in the window that ends at ``reset_at``."""

    limit: int
    remaining: int
    reset_at: datetime


class QuotaExceeded(RateLimited):
    """No room in this window; ``quota`` says how much there was."""

    def __init__(self, quota: Quota, retry_after: float) -> None:
        super().__init__(
            f"More than {quota.limit} uploads in one window of time; wait until it is over.",
            retry_after=retry_after,
        )
        self.quota = quota


def _count_in(insert: Any) -> Any:
    """The statement by which a dialect counts, unless that would make too many."""
    total = UploadCount.upload_count + bindparam("added", type_=BigInteger)
    return (
        insert(UploadCount)
        .values(
            user_id=bindparam("user"),
            window_start=bindparam("start"),
            upload_count=bindparam("added", type_=BigInteger),
        )
        .on_conflict_do_update(
            index_elements=["user_id", "window_start"],
            set_={"upload_count": total},
            where=total <= bindparam("most", type_=BigInteger),
        )
        .returning(UploadCount.upload_count)
    )


# Made once: making it costs more than sending it.
_COUNT = {"sqlite": _count_in(sqlite.insert), "postgresql": _count_in(postgresql.insert)}


def take(session: Session, user_id: str, limit: int, window_minutes: int, count: int = 1) -> Quota:
    """Count so many uploads, all of them or none; what is left. Raises ``QuotaExceeded``.

    Commit soon: until then, other uploads of the same user wait.
    """
    moment = now(session)
    start, end = window_of(moment, window_minutes)
    used = _counted(session, user_id, start, limit, count) if count <= limit else None
    if used is not None:
        return Quota(limit, limit - used, end)
    left = limit - _used(session, user_id, start)
    quota = Quota(limit, max(left, 0), end)
    raise QuotaExceeded(quota, max((end - moment).total_seconds(), 1))


def prune(session: Session, window_minutes: int) -> None:
    """Forget windows that were over a day ago."""
    before = now(session) - timedelta(minutes=window_minutes) - _KEPT
    session.execute(delete(UploadCount).where(UploadCount.window_start < before))


def window_of(moment: datetime, minutes: int) -> tuple[datetime, datetime]:
    """When the window begins and ends that a moment is in."""
    length = minutes * 60
    start = int(moment.timestamp()) // length * length
    return datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(start + length, UTC)


def _counted(session: Session, user_id: str, start: datetime, limit: int, count: int) -> int | None:
    """How many it makes; None if they are too many, and nothing was counted."""
    dialect = session.get_bind().dialect.name
    given = {"user": user_id, "start": start, "added": count, "most": limit}
    used: int | None = session.scalar(_COUNT[dialect], given)
    return used


def _used(session: Session, user_id: str, start: datetime) -> int:
    found = select(UploadCount.upload_count).where(
        UploadCount.user_id == user_id, UploadCount.window_start == start
    )
    return session.scalar(found) or 0
