"""Jobs as operators look for them: by state, by what was wrong, by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from tvdbproxy.db.models import JobStatus, ProcessingJob
from tvdbproxy.ingest.jobs import JobView, view_of
from tvdbproxy.ingest.presigned.cursor import Position, read_cursor


@dataclass(frozen=True)
class Wanted:
    """Which jobs: whatever is given has to hold. ``code`` is that of the error, ``before`` a
    moment that they were begun before."""

    status: JobStatus | None = None
    code: str | None = None
    user_id: str | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Page:
    """Some jobs, and where the next ones begin, if there are more."""

    jobs: tuple[JobView, ...]
    next_cursor: str | None


def page(session: Session, wanted: Wanted, *, limit: int = 50, cursor: str | None = None) -> Page:
    """The newest of these jobs first, or those after ``cursor``. Raises ``InvalidRequest``
    (``invalid_cursor``)."""
    conditions = _conditions(wanted)
    order = (ProcessingJob.created_at, ProcessingJob.job_id)
    if cursor is not None:
        last = read_cursor(cursor)
        conditions.append(tuple_(*order) < tuple_(last.created_at, last.job_id))
    newest = select(ProcessingJob).where(*conditions)
    newest = newest.order_by(*(column.desc() for column in order)).limit(limit + 1)
    rows = session.scalars(newest).all()
    return Page(tuple(map(view_of, rows[:limit])), _after(rows, limit))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    pairs = (
        (ProcessingJob.status, wanted.status),
        (ProcessingJob.error_code, wanted.code),
        (ProcessingJob.user_id, wanted.user_id),
    )
    found = [column == value for column, value in pairs if value is not None]
    if wanted.before is not None:
        found.append(ProcessingJob.created_at < wanted.before)
    return found


def _after(rows: Sequence[ProcessingJob], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    return Position(last.created_at, last.job_id).text()
