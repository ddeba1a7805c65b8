"""How a job ends, well or not: its rows, its last event, and whoever has to hear of it."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import (
    Image,
    ImageState,
    JobStatus,
    JobStep,
    ProcessingJob,
    StepName,
    StepStatus,
)
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.ingest import events
from tvdbproxy.ingest.events import Event


class Outbox(Protocol):
    """Telling others how a job ended."""

    def tell(self, session: Session, image: Image, job: ProcessingJob) -> bool:
        """Have it told, in this transaction; whether there is anybody to tell."""


def complete(session: Session, outbox: Outbox, job: ProcessingJob, image: Image) -> None:
    """All steps are done, but for the telling."""
    _end(session, job, JobStatus.COMPLETED)
    job.error_code = job.last_error = None
    events.write(
        session,
        Event.COMPLETED,
        image.image_id,
        now(session),
        job_id=job.job_id,
        user_id=job.user_id,
        attempts=job.attempt_count,
    )
    _tell(session, outbox, job, image)


def give_up(
    session: Session, outbox: Outbox, job: ProcessingJob, image: Image, error: TvdbProxyError
) -> None:
    """The job cannot be done. A picture that had been made stays as it was."""
    _end(session, job, JobStatus.FAILED)
    job.error_code, job.last_error = error.code, error.public
    if image.state != ImageState.READY:
        image.state = ImageState.FAILED
    events.write(
        session,
        Event.FAILED,
        image.image_id,
        now(session),
        job_id=job.job_id,
        user_id=job.user_id,
        code=error.code,
        message=error.public,
    )
    _tell(session, outbox, job, image)


def _end(session: Session, job: ProcessingJob, status: JobStatus) -> None:
    job.status, job.completed_at = status, now(session)
    job.due_at = job.sent_at = job.claim = job.lease_until = None
    job.attempts = 0
    session.flush()


def _tell(session: Session, outbox: Outbox, job: ProcessingJob, image: Image) -> None:
    """The last step is done at once where nobody wants to hear of it."""
    told = outbox.tell(session, image, job)
    step = update(JobStep).where(
        JobStep.job_id == job.job_id, JobStep.step == StepName.UPDATE_CALLBACK
    )
    if told:
        session.execute(step.values(status=StepStatus.PENDING, started_at=now(session)))
    else:
        session.execute(step.values(status=StepStatus.COMPLETED, finished_at=now(session)))
