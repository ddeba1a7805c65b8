"""Jobs as operators look for them: by state, by what was wrong, by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tvdbproxy.db.models import JobStatus, ProcessingJob
from tvdbproxy.db.newest import also, newest
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
    rows = session.scalars(_chosen(wanted, _place(wanted, cursor)).limit(limit + 1)).all()
    return Page(tuple(map(view_of, rows[:limit])), _after(rows, limit))


def _chosen(wanted: Wanted, before: tuple[datetime, str] | None) -> Select[ProcessingJob]:
    """By the index of what is named first here, which are the fewest as a rule; the rest is
    looked for among those."""
    pairs = (
        (ProcessingJob.error_code, wanted.code),
        (ProcessingJob.user_id, wanted.user_id),
        (ProcessingJob.status, wanted.status),
    )
    given = [(column, value) for column, value in pairs if value is not None]
    first, others = given[:1], given[1:]
    chosen = select(ProcessingJob).where(*(also(column, value) for column, value in others))
    if wanted.code is not None:
        chosen = chosen.where(ProcessingJob.error_code.is_not(None))  # as the index says it
    order = (ProcessingJob.created_at, ProcessingJob.job_id)
    return newest(chosen, first, order, before)


def _place(wanted: Wanted, cursor: str | None) -> tuple[datetime, str] | None:
    """Where the page begins."""
    places = [] if wanted.before is None else [(wanted.before, "")]
    if cursor is not None:
        last = read_cursor(cursor)
        places.append((last.created_at, last.job_id))
    return min(places, default=None)


def _after(rows: Sequence[ProcessingJob], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    return Position(last.created_at, last.job_id).text()
