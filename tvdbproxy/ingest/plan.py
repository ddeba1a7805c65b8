"""From a job's row to a claimed, frozen piece of work, in one short transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Image, JobStatus, JobStep, ProcessingJob, StepName, StepStatus
from tvdbproxy.errors import Crashed, Overloaded
from tvdbproxy.ingest import events
from tvdbproxy.ingest.events import Event
from tvdbproxy.ingest.finish import Outbox, give_up
from tvdbproxy.ingest.work import Work, content_lease
from tvdbproxy.jobs import claims
from tvdbproxy.jobs.leases import is_held

# How soon to look again when an equal picture is being made or deleted elsewhere.
_TWIN_SECONDS = 2.0


def plan(
    database: Database, outbox: Outbox, job_id: str, *, lease_seconds: float, most: int
) -> Work | JobStatus | None:
    """Claim the job. ``None`` if it is not due, or somebody else is at it. A job at which
    ``most`` workers died is given up here, with that reason. One whose bytes somebody makes right
    now, for another job, is ``RETRYING``, which is no attempt: nothing was tried."""
    claim = claims.new_claim()
    with database.write() as session:
        where = ProcessingJob.job_id == job_id
        if not claims.take(session, ProcessingJob, where, claim, lease_seconds):
            return None
        row = session.get_one(ProcessingJob, job_id, populate_existing=True)
        image = session.get_one(Image, row.image_id)
        if row.attempts > most:
            error = Crashed(
                f"Work on this picture broke off {most} times; see the workers' logs.",
                code="worker_crashed",
            )
            give_up(session, outbox, row, image, error)
            return None
        work = _work(session, row, image, claim)
        if _twin_is_made(session, work):
            return _wait(row, now(session), twin_in_progress())
        moment = now(session)
        row.status = JobStatus.PROCESSING
        row.attempt_count += 1
        row.started_at = row.started_at or moment
        events.write(
            session,
            Event.PROCESSING_STARTED,
            image.image_id,
            moment,
            job_id=job_id,
            user_id=row.user_id,
            attempt=row.attempt_count,
        )
        return work


def twin_in_progress() -> Overloaded:
    """Equal pictures are made one after the other, so that the second finds what was made."""
    return Overloaded(
        "An equal picture is being made; this one follows.",
        code="twin_in_progress",
        retry_after=_TWIN_SECONDS,
    )


def _twin_is_made(session: Session, work: Work) -> bool:
    if work.sha256 is None or not work.is_pending(StepName.RESIZE_OPTIMIZE):
        return False
    return is_held(session, content_lease(work.sha256))


def _wait(row: ProcessingJob, moment: datetime, reason: Overloaded) -> JobStatus:
    row.status = JobStatus.RETRYING
    row.due_at, row.sent_at = moment + timedelta(seconds=_TWIN_SECONDS), None
    row.claim = row.lease_until = None
    row.attempts -= 1  # this delivery did not even begin
    row.error_code, row.last_error = reason.code, reason.public
    return JobStatus.RETRYING


def _work(session: Session, row: ProcessingJob, image: Image, claim: str) -> Work:
    steps = session.scalars(select(JobStep).where(JobStep.job_id == row.job_id)).all()
    return Work(
        job_id=row.job_id,
        image_id=image.image_id,
        claim=claim,
        profile=image.profile,
        data_type=image.data_type,
        source_key=image.source_key,
        sha256=image.sha256,
        source_url=row.source_url,
        max_attempts=row.max_retries,
        steps={step.step: StepStatus(step.status) for step in steps},
    )
