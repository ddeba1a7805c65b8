"""Something lies where a client was told to put it: the job that waited for it is due."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import JobStatus, ProcessingJob
from tvdbproxy.ingest import jobs

# Rows of one transaction: SQLite lets nobody else write meanwhile.
_AT_A_TIME = 200


def arrived(database: Database, image_ids: Sequence[str]) -> list[str]:
    """Ids of the jobs that were woken, to be sent. Pictures that nobody waits for, any more or
    at all, change nothing, so that it may be told as often and as late as you like."""
    woken: list[str] = []
    for start in range(0, len(image_ids), _AT_A_TIME):
        woken += _wake(database, image_ids[start : start + _AT_A_TIME])
    return woken


def _wake(database: Database, image_ids: Sequence[str]) -> list[str]:
    """Those who are told a thing twice only read."""
    waiting = (
        select(ProcessingJob.job_id)
        .where(
            ProcessingJob.image_id.in_(image_ids),
            ProcessingJob.status == JobStatus.PENDING,
            ProcessingJob.due_at.is_(None),
        )
        .order_by(ProcessingJob.job_id)
    )
    with database.read() as session:
        job_ids = session.scalars(waiting).all()
    if not job_ids:
        return []
    with database.write() as session:
        return [job_id for job_id in job_ids if jobs.wake(session, job_id)]
