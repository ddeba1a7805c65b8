"""What a failure means for a job: wait for our own servers, try again, or give up.

The verdicts are artwork's; what they lead to is this door's own: three attempts a step.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from tvdbproxy.artwork.failure import Verdict, verdict_of
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import JobStatus, JobStep, ProcessingJob, StepName, StepStatus
from tvdbproxy.errors import Kind, Superseded, TvdbProxyError
from tvdbproxy.ingest import events
from tvdbproxy.ingest.checklist import claimed
from tvdbproxy.ingest.events import Event
from tvdbproxy.ingest.finish import Outbox, give_up
from tvdbproxy.ingest.work import Work
from tvdbproxy.jobs.backoff import backoff
from tvdbproxy.vision.endpoint import may_pass

_WAIT_SECONDS = 15.0
# How a vision endpoint refuses.
_ABROAD = (Kind.UPSTREAM_DENIED, Kind.UPSTREAM_BAD)


def fail(
    database: Database, outbox: Outbox, work: Work, step: StepName, error: TvdbProxyError
) -> JobStatus | None:
    """Write down why a step could not be taken, and when it is tried again; what the job is
    now, or ``None`` if it is not ours any more."""
    try:
        with database.write() as session:
            job, image = claimed(session, work)
            if postpone(session, job, work, step, error):
                return JobStatus.RETRYING
            give_up(session, outbox, job, image, error)
            return JobStatus.FAILED
    except Superseded:
        return None


def postpone(
    session: Session, job: ProcessingJob, work: Work, step: StepName, error: TvdbProxyError
) -> bool:
    """Note the failure of a step, and let go of the job until its next try; ``False`` if there
    is none, and the step has failed."""
    row = session.get_one(JobStep, (work.job_id, step), populate_existing=True)
    row.error_code, row.error = error.code, error.public
    pause = _pause(row, work, error)
    if pause is None:
        row.status, row.finished_at = StepStatus.FAILED, now(session)
        return False
    _retry_later(session, job, pause, error)
    return True


def _retry_later(
    session: Session, job: ProcessingJob, pause: timedelta, error: TvdbProxyError
) -> None:
    moment = now(session)
    job.status = JobStatus.RETRYING
    job.due_at, job.sent_at = moment + pause, None
    job.claim = job.lease_until = None
    job.attempts = 0  # this delivery came to an orderly end
    job.error_code, job.last_error = error.code, error.public
    events.write(
        session,
        Event.RETRYING,
        job.image_id,
        moment,
        job_id=job.job_id,
        user_id=job.user_id,
        code=error.code,
        message=error.public,
        seconds=round(pause.total_seconds()),
    )


def _pause(row: JobStep, work: Work, error: TvdbProxyError) -> timedelta | None:
    """How long to wait for the next attempt; ``None`` if there is none."""
    verdict = verdict_of(error)
    if verdict.costs_nothing:
        row.attempts = max(row.attempts - 1, 0)
        return timedelta(seconds=error.retry_after or _WAIT_SECONDS)
    if verdict in (Verdict.GIVE_UP, Verdict.MISSING) or row.attempts >= work.max_attempts:
        return None
    if row.step == StepName.ANALYSIS and error.kind in _ABROAD and not may_pass(error):
        return None  # a wrong key or model: no picture has to wait for what will not come
    return backoff(row.attempts, error.retry_after)
