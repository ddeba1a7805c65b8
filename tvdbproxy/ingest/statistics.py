"""Figures of the ingest door: how many jobs are in which state, and how long they take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Image, JobStatus, ProcessingJob
from tvdbproxy.ingest.jobs import JobView, view_of
from tvdbproxy.jobs.leases import is_over

_DAY = timedelta(hours=24)
# The mean is taken of so many at most, which is as good and never slow.
_SAMPLE = 1000


@dataclass(frozen=True)
class Statistics:
    """``average_seconds`` is from acceptance to completion, of jobs that ended in the last day;
    none where there were none. ``under_way`` are the jobs that somebody works on now."""

    by_status: dict[str, int]
    completed_24h: int
    average_seconds: float | None
    images: int
    jobs: int
    under_way: int


def statistics(session: Session) -> Statistics:
    """The figures as they are now."""
    moment = now(session)
    counted = session.execute(
        select(ProcessingJob.status, func.count()).group_by(ProcessingJob.status)
    )
    by_status = {status.value: 0 for status in JobStatus}
    by_status |= {row[0]: row[1] for row in counted}
    lately = (ProcessingJob.status == JobStatus.COMPLETED) & (
        ProcessingJob.completed_at > moment - _DAY
    )
    times = session.execute(
        select(ProcessingJob.created_at, ProcessingJob.completed_at)
        .where(lately)
        .order_by(ProcessingJob.completed_at.desc())
        .limit(_SAMPLE)
    ).all()
    seconds = [(ended - began).total_seconds() for began, ended in times if ended is not None]
    return Statistics(
        by_status=by_status,
        completed_24h=session.scalar(select(func.count()).where(lately)) or 0,
        average_seconds=sum(seconds) / len(seconds) if seconds else None,
        images=session.scalar(select(func.count()).select_from(Image)) or 0,
        jobs=sum(by_status.values()),
        under_way=session.scalar(
            select(func.count()).where(~is_over(ProcessingJob.lease_until, moment))
        )
        or 0,
    )


def failed(session: Session, limit: int, user_id: str | None = None) -> list[JobView]:
    """Jobs that failed, the latest first; of that user alone, if one is named."""
    chosen = select(ProcessingJob).where(ProcessingJob.status == JobStatus.FAILED)
    if user_id is not None:
        chosen = chosen.where(ProcessingJob.user_id == user_id)
    rows = session.scalars(chosen.order_by(ProcessingJob.completed_at.desc()).limit(limit))
    return [view_of(row) for row in rows]
