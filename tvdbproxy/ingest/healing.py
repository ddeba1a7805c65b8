"""What heals by itself: a few failed jobs a cycle are tried again, and work that nobody is at
any more is woken.

A job that used up the attempts of a step failed of something that may pass, such as a server
that was away for longer than three attempts take. It gets three more, a few times over. One that
was given up before that failed of its picture, and stays failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import (
    Image,
    ImageState,
    ImageUploadEvent,
    JobStatus,
    JobStep,
    Origin,
    ProcessingJob,
    StepName,
    StepStatus,
)
from tvdbproxy.ingest import events, jobs
from tvdbproxy.ingest.events import Event
from tvdbproxy.jobs.leases import is_over

FAILED_AT_A_TIME = 10
MOST_HEALINGS = 3
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
        failed = _locked(session, _may_heal(), FAILED_AT_A_TIME)
        for job in failed:
            jobs.try_again(session, job.job_id)
            _tell(session, Event.HEALED, job, moment)
        session.flush()
        stuck = _locked(session, _is_stuck(moment), _STUCK_AT_A_TIME)
        for job in stuck:
            job.due_at = job.sent_at = moment
            job.claim = job.lease_until = None
            _tell(session, Event.WOKEN, job, moment)
        return Healed(_ids(failed), _ids(stuck))


def is_final(session: Session, job: ProcessingJob) -> bool:
    """Whether a job that failed stays so, unless somebody has it tried again."""
    healable = select(ProcessingJob.job_id).where(ProcessingJob.job_id == job.job_id, _may_heal())
    return session.scalar(healable) is None


def _may_heal() -> ColumnElement[bool]:
    """Only of those that used up a step are the healings counted."""
    healed = (
        select(func.count())
        .select_from(ImageUploadEvent)
        .where(
            ImageUploadEvent.job_id == JobStep.job_id,
            ImageUploadEvent.event_type == Event.HEALED,
        )
        .scalar_subquery()
    )
    used_up = select(JobStep.job_id).where(
        JobStep.job_id == ProcessingJob.job_id,
        # Written out, for the index of those steps alone.
        JobStep.status == literal(StepStatus.FAILED.value, literal_execute=True),
        # Callbacks have an outbox to heal them.
        JobStep.step != StepName.UPDATE_CALLBACK,
        JobStep.attempts >= ProcessingJob.max_retries,
        healed < MOST_HEALINGS,
    )
    return and_(ProcessingJob.status == JobStatus.FAILED, used_up.exists())


def _is_stuck(moment: datetime) -> ColumnElement[bool]:
    """Begun, or asked for long ago, and due at no time: nobody will ever come to it. What is due
    has only to wait for its turn, and what waits for a client's bytes, for those."""
    waits = (
        select(Image.image_id)
        .where(
            Image.image_id == ProcessingJob.image_id,
            Image.origin == Origin.PRESIGNED,
            Image.state == ImageState.AWAITED,
        )
        .exists()
    )
    return and_(
        ProcessingJob.status.in_((JobStatus.PENDING, JobStatus.PROCESSING, JobStatus.RETRYING)),
        ProcessingJob.due_at.is_(None),
        is_over(ProcessingJob.lease_until, moment),
        or_(
            ProcessingJob.status == JobStatus.PROCESSING,
            and_(ProcessingJob.created_at < moment - STUCK_AFTER, ~waits),
        ),
    )


def _locked(session: Session, where: ColumnElement[bool], limit: int) -> Sequence[ProcessingJob]:
    """The oldest of them. Two healers at the same time each find others."""
    return session.scalars(
        select(ProcessingJob)
        .where(where)
        .order_by(ProcessingJob.completed_at, ProcessingJob.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def _tell(session: Session, event: Event, job: ProcessingJob, moment: datetime) -> None:
    events.write(session, event, job.image_id, moment, job_id=job.job_id, user_id=job.user_id)


def _ids(found: Sequence[ProcessingJob]) -> tuple[str, ...]:
    return tuple(job.job_id for job in found)
