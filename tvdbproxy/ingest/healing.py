"""What heals by itself: a few failed steps a cycle are tried again, and work that nobody is at
any more is woken.

A step is tried as often as its job may be; what has failed so often stays failed. The
reconciler sends what is due and was lost; this looks for what would otherwise never be due.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import (
    ImageUploadEvent,
    JobStatus,
    JobStep,
    ProcessingJob,
    StepStatus,
)
from tvdbproxy.jobs.leases import is_over

FAILED_AT_A_TIME = 10
STUCK_AFTER = timedelta(hours=1)
_STUCK_AT_A_TIME = 200


@dataclass(frozen=True)
class Healed:
    """Ids of jobs that are due again: those that had ``failed``, and those that were
    ``stuck``."""

    failed: tuple[str, ...]
    stuck: tuple[str, ...]


def heal(database: Database) -> Healed:
    """One cycle. The caller sends a message for each job."""
    with database.write() as session:
        moment = now(session)
        failed = _failed(session, moment)
        _try_again(session, failed)
        stuck = _stuck(session, moment)
        _wake(session, [*failed, *stuck], moment)
        session.add_all(_event(job, moment, "retried") for job in failed)
        session.add_all(_event(job, moment, "woken") for job in stuck)
        return Healed(_ids(failed), _ids(stuck))


def _failed(session: Session, moment: datetime) -> Sequence[ProcessingJob]:
    """Jobs that ended, with a failed step that has attempts left; the oldest ends first."""
    has_left = (
        select(JobStep.job_id)
        .where(
            JobStep.job_id == ProcessingJob.job_id,
            JobStep.status == StepStatus.FAILED,
            JobStep.attempts < ProcessingJob.max_retries,
        )
        .exists()
    )
    ended = (JobStatus.FAILED, JobStatus.COMPLETED)
    return _locked(
        session,
        and_(ProcessingJob.status.in_(ended), has_left, is_over(ProcessingJob.lease_until, moment)),
        FAILED_AT_A_TIME,
    )


def _stuck(session: Session, moment: datetime) -> Sequence[ProcessingJob]:
    """Jobs that somebody began and nobody is at, and those that have waited for too long."""
    unfinished = (JobStatus.PENDING, JobStatus.PROCESSING, JobStatus.RETRYING)
    forgotten = or_(ProcessingJob.due_at.is_(None), ProcessingJob.due_at < moment - STUCK_AFTER)
    left = and_(
        ProcessingJob.status == JobStatus.PROCESSING,
        or_(ProcessingJob.due_at.is_(None), ProcessingJob.lease_until.is_not(None)),
    )
    waited = and_(forgotten, ProcessingJob.created_at < moment - STUCK_AFTER)
    return _locked(
        session,
        and_(
            ProcessingJob.status.in_(unfinished),
            is_over(ProcessingJob.lease_until, moment),
            or_(left, waited),
        ),
        _STUCK_AT_A_TIME,
    )


def _locked(
    session: Session, where: ColumnElement[bool], limit: int
) -> Sequence[ProcessingJob]:
    """Two healers at the same time each find other rows."""
    return session.scalars(
        select(ProcessingJob)
        .where(where)
        .order_by(ProcessingJob.completed_at, ProcessingJob.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def _try_again(session: Session, jobs: Sequence[ProcessingJob]) -> None:
    for job in jobs:
        session.execute(
            update(JobStep)
            .where(
                JobStep.job_id == job.job_id,
                JobStep.status == StepStatus.FAILED,
                JobStep.attempts < job.max_retries,
            )
            .values(status=StepStatus.PENDING)
        )
        job.status, job.completed_at = JobStatus.RETRYING, None


def _wake(session: Session, jobs: Sequence[ProcessingJob], moment: datetime) -> None:
    for job in jobs:
        job.due_at = job.sent_at = moment
        job.claim = job.lease_until = None
    session.flush()


def _event(job: ProcessingJob, moment: datetime, event_type: str) -> ImageUploadEvent:
    return ImageUploadEvent(
        id=str(uuid.uuid4()),
        event_type=event_type,
        image_id=job.image_id,
        job_id=job.job_id,
        user_id=job.user_id,
        details={},
        created_at=moment,
    )


def _ids(jobs: Sequence[ProcessingJob]) -> tuple[str, ...]:
    return tuple(job.job_id for job in jobs)
