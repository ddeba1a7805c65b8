"""Jobs as rows: begun, looked at, woken, tried again."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, select, update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import (
    Image,
    ImageState,
    JobStatus,
    JobStep,
    ProcessingJob,
    StepName,
    StepStatus,
)
from tvdbproxy.errors import Conflict, NotFound
from tvdbproxy.ingest import events
from tvdbproxy.ingest.events import Event
from tvdbproxy.ingest.given import Given
from tvdbproxy.jobs import claims

# Fifteen digits: numbers that JavaScript holds exactly, and nobody guesses.
_FIRST_MEDIA_ID, _MEDIA_IDS = 10**14, 9 * 10**14

FINISHED = (JobStatus.COMPLETED, JobStatus.FAILED)


@dataclass(frozen=True)
class StepView:
    """One step as people see it."""

    step: str
    status: str
    attempts: int
    error: str | None
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as people see it. Times are UTC."""

    job_id: str
    image_id: str
    user_id: str
    status: str
    attempts: int
    error_code: str | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None


_LOOK = select(
    ProcessingJob.job_id,
    ProcessingJob.image_id,
    ProcessingJob.user_id,
    ProcessingJob.status,
    ProcessingJob.attempt_count,
    ProcessingJob.error_code,
    ProcessingJob.last_error,
    ProcessingJob.created_at,
    ProcessingJob.started_at,
    ProcessingJob.completed_at,
).where(ProcessingJob.job_id == bindparam("job_id"))


def new_image(given: Given, image_id: str, state: ImageState, moment: datetime) -> Image:
    """The row of a picture that somebody gives us."""
    return Image(
        image_id=image_id,
        media_id=_FIRST_MEDIA_ID + secrets.randbelow(_MEDIA_IDS),
        origin=given.origin,
        user_id=given.user_id,
        bucket=given.bucket,
        profile=given.profile,
        data_type=given.data_type,
        original_name=given.original_name,
        context=dict(given.context),
        state=state,
        created_at=moment,
    )


def begin(
    session: Session,
    image: Image,
    moment: datetime,
    *,
    job_id: str | None = None,
    due: bool = True,
    done: Iterable[StepName] = (),
    callback_url: str | None = None,
    source_url: str | None = None,
    max_attempts: int = 3,
) -> ProcessingJob:
    """Add the picture's row, its job with all steps, and the first event. The job is due now,
    unless its bytes have yet to come; ``done`` are the steps that need not be taken."""
    session.add(image)
    session.flush()
    job = ProcessingJob(
        job_id=job_id or str(uuid.uuid4()),
        image_id=image.image_id,
        user_id=image.user_id,
        status=JobStatus.PENDING,
        source_url=source_url,
        callback_url=callback_url,
        due_at=moment if due else None,
        sent_at=moment if due else None,
        max_retries=max_attempts,
        created_at=moment,
    )
    session.add(job)
    session.flush()
    finished = set(done)
    session.add_all(
        JobStep(
            job_id=job.job_id,
            step=step,
            status=StepStatus.COMPLETED if step in finished else StepStatus.PENDING,
            started_at=moment if step in finished else None,
            finished_at=moment if step in finished else None,
        )
        for step in StepName
    )
    events.write(
        session,
        Event.UPLOAD_INITIATED,
        image.image_id,
        moment,
        job_id=job.job_id,
        user_id=image.user_id,
        origin=image.origin,
        bucket=image.bucket,
        size_bytes=image.file_size,
    )
    return job


def read(session: Session, job_id: str, user_id: str | None = None) -> JobView:
    """The job; of that user alone, if one is named. Raises ``NotFound`` (``unknown_job``)."""
    row = session.get(ProcessingJob, job_id) if may_be_id(job_id) else None
    if row is None or user_id not in (None, row.user_id):
        raise NotFound("There is no such job.", code="unknown_job")
    return view_of(row)


def look(database: Database, job_id: str, user_id: str) -> JobView:
    """That user's job, by one query: clients ask again and again. Raises ``NotFound``
    (``unknown_job``)."""
    row = database.row(_LOOK, {"job_id": job_id}) if may_be_id(job_id) else None
    view = None if row is None else JobView(*row)
    if view is None or view.user_id != user_id:
        raise NotFound("There is no such job.", code="unknown_job")
    return view


def view_of(row: ProcessingJob) -> JobView:
    """The row as people see it."""
    return JobView(
        job_id=row.job_id,
        image_id=row.image_id,
        user_id=row.user_id,
        status=row.status,
        attempts=row.attempt_count,
        error_code=row.error_code,
        error=row.last_error,
        created_at=row.created_at,
        started_at=row.started_at,
        completed_at=row.completed_at,
    )


def steps(session: Session, job_id: str) -> list[StepView]:
    """The job's steps, in their order."""
    rows = session.scalars(select(JobStep).where(JobStep.job_id == job_id)).all()
    by_name = {row.step: row for row in rows}
    return [
        StepView(
            step=row.step,
            status=row.status,
            attempts=row.attempts,
            error=row.error,
            started_at=row.started_at,
            finished_at=row.finished_at,
        )
        for row in (by_name[name] for name in StepName if name in by_name)
    ]


def of_image(session: Session, image_id: str) -> ProcessingJob:
    """The job of a picture. Raises ``NotFound`` (``unknown_image``)."""
    found = session.scalars(
        select(ProcessingJob)
        .where(ProcessingJob.image_id == image_id)
        .order_by(ProcessingJob.created_at.desc())
        .limit(1)
    ).first()
    if found is None:
        raise NotFound("There is no such image.", code="unknown_image")
    return found


def wake(session: Session, job_id: str) -> bool:
    """Its bytes have come: the job is due, if it was waiting for them. Whether it was."""
    moment = now(session)
    woken = session.execute(
        update(ProcessingJob)
        .where(
            ProcessingJob.job_id == job_id,
            ProcessingJob.status == JobStatus.PENDING,
            ProcessingJob.due_at.is_(None),
        )
        .values(due_at=moment, sent_at=moment)
    )
    if cast("CursorResult[Any]", woken).rowcount != 1:
        return False
    job = session.get_one(ProcessingJob, job_id, populate_existing=True)
    events.write(
        session, Event.UPLOAD_ARRIVED, job.image_id, moment, job_id=job_id, user_id=job.user_id
    )
    return True


def try_again(session: Session, job_id: str) -> None:
    """Have a job that failed tried again, from the step that failed. One that waits for its
    next try is due at once. Raises ``NotFound`` (``unknown_job``) and ``Conflict``
    (``job_completed``, ``upload_awaited``)."""
    row = session.get(ProcessingJob, job_id, with_for_update=True) if may_be_id(job_id) else None
    if row is None:
        raise NotFound("There is no such job.", code="unknown_job")
    if row.status == JobStatus.COMPLETED:
        raise Conflict("The job is completed; there is nothing to do again.", code="job_completed")
    image = session.get_one(Image, row.image_id)
    if image.state == ImageState.AWAITED and row.due_at is None:
        raise Conflict(
            "The file has not arrived yet: upload it to the address that was given out.",
            code="upload_awaited",
        )
    moment = now(session)
    if row.status == JobStatus.FAILED:
        _reset(session, row, image)
    row.due_at = row.sent_at = moment
    events.write(session, Event.RETRIED, row.image_id, moment, job_id=job_id, user_id=row.user_id)


def unsent(session: Session, *, resend_after: float, limit: int) -> list[str]:
    """Ids of jobs that are due and whose message, if one was sent, must be lost."""
    rows = claims.unsent(
        session,
        ProcessingJob,
        [ProcessingJob.job_id],
        resend_after=resend_after,
        limit=limit,
        where=[ProcessingJob.status.not_in(FINISHED)],
    )
    return [row.job_id for row in rows]


def _reset(session: Session, row: ProcessingJob, image: Image) -> None:
    row.status, row.completed_at = JobStatus.PENDING, None
    row.attempts, row.error_code, row.last_error = 0, None, None
    row.claim = row.lease_until = None
    if image.state == ImageState.FAILED:
        image.state = ImageState.STAGED if image.source_key else ImageState.AWAITED
    session.execute(
        update(JobStep)
        .where(JobStep.job_id == row.job_id, JobStep.status != StepStatus.COMPLETED)
        .values(status=StepStatus.PENDING, attempts=0, error_code=None, error=None)
    )


def may_be_id(job_id: str) -> bool:
    """Whether a job may have this id: PostgreSQL takes no NUL, and no id of ours has more than
    ASCII."""
    return job_id.isascii() and job_id.isprintable() and len(job_id) <= 64
