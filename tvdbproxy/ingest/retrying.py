"""What an operator does to jobs by hand: has them tried again, or calls them off.

Every function here takes a session of the caller's, changes rows in it and sends nothing. Each
is safe beside workers and when it is run twice: a job is locked before it is judged, before its
picture as everybody does it, and one that is in the wished state already is left as it is. The
caller sends the messages after its commit; where it does not, the reconciler does.
"""

from __future__ import annotations

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Image, ImageState, JobStatus, ProcessingJob
from tvdbproxy.errors import Conflict, NotFound
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.finish import Outbox, give_up
from tvdbproxy.ingest.jobs import JobView, view_of

CANCELLED = "cancelled"
# What no further attempt changes: there is no file, or somebody wanted none.
_HOPELESS = (CANCELLED, "upload_expired", "upload_awaited")


def retry(session: Session, job_id: str) -> bool:
    """Have a job that failed tried again from the step that failed, and one that waits for its
    next try at once. ``False`` if it is due or somebody is at it already; otherwise the caller
    sends ``process_image`` for it.

    Raises ``NotFound`` (``unknown_job``) and ``Conflict`` (``job_completed``,
    ``upload_awaited``).
    """
    row = _locked(session, job_id)
    if row.status == JobStatus.PROCESSING or _is_due(session, row):
        return False
    jobs.try_again(session, job_id)
    return True


def failed(session: Session, *, code: str | None = None, limit: int = 100) -> list[JobView]:
    """What ``retry_failed`` would have tried again now, in its order."""
    return [view_of(row) for row in session.scalars(_failed(code, limit))]


def retry_failed(session: Session, *, code: str | None = None, limit: int = 100) -> list[str]:
    """Have up to ``limit`` failed jobs tried again, those that failed first before others; of
    that error ``code`` alone, if one is named. Without one, jobs stay failed for which no file
    ever came, and those that somebody called off.

    Gives their ids, for each of which the caller sends ``process_image``. Two who do this at
    the same time each get others.
    """
    rows = session.scalars(_failed(code, limit).with_for_update(skip_locked=True)).all()
    for row in rows:
        jobs.try_again(session, row.job_id)
    return [row.job_id for row in rows]


def cancel(session: Session, outbox: Outbox, job_id: str) -> bool:
    """Call a job off that nobody has begun, or that waits for its next try: it fails with the
    code ``cancelled``, and whoever is to hear of its end is told through ``outbox``. It is not
    tried again unless somebody says so. ``False`` if it was called off before.

    Raises ``NotFound`` (``unknown_job``), and ``Conflict`` where it is too late
    (``job_finished``, ``job_under_way``) or the picture is being made again of its source
    because objects of it were lost (``job_repairs``).
    """
    row = _locked(session, job_id)
    if row.status == JobStatus.FAILED and row.error_code == CANCELLED:
        return False
    image = session.get_one(Image, row.image_id, with_for_update=True)
    _require_idle(row, image)
    error = Conflict("An operator called this job off.", code=CANCELLED)
    give_up(session, outbox, row, image, error)
    return True


def _locked(session: Session, job_id: str) -> ProcessingJob:
    row = None
    if jobs.may_be_id(job_id):
        row = session.get(ProcessingJob, job_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("There is no such job.", code="unknown_job")
    return row


def _is_due(session: Session, row: ProcessingJob) -> bool:
    unfinished = row.status not in jobs.FINISHED
    return unfinished and row.due_at is not None and row.due_at <= now(session)


def _failed(code: str | None, limit: int) -> Select[ProcessingJob]:
    is_hopeless = func.coalesce(ProcessingJob.error_code, "").in_(_HOPELESS)
    of_these = ~is_hopeless if code is None else ProcessingJob.error_code == code
    # Whatever its error: without a file there is nothing to try, and one such job would have all
    # others left as they are.
    has_file = exists().where(
        Image.image_id == ProcessingJob.image_id, Image.state != ImageState.AWAITED
    )
    return (
        select(ProcessingJob)
        .where(ProcessingJob.status == JobStatus.FAILED, of_these, has_file)
        .order_by(ProcessingJob.completed_at, ProcessingJob.job_id)
        .limit(limit)
    )


def _require_idle(row: ProcessingJob, image: Image) -> None:
    if row.status in jobs.FINISHED:
        raise Conflict("The job has ended; there is nothing to call off.", code="job_finished")
    if row.status == JobStatus.PROCESSING:
        raise Conflict(
            "Somebody is at this job; it ends by itself within minutes.", code="job_under_way"
        )
    if image.state == ImageState.READY and image.prefix is None:
        raise Conflict(
            "The picture is being made again because objects of it were lost; let it be made.",
            code="job_repairs",
        )
