"""A job's last step is what has become of its callbacks."""

from __future__ import annotations

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import (
    Callback,
    CallbackStatus,
    JobStep,
    ProcessingJob,
    StepName,
    StepStatus,
)

_DEAD = "callback_dead"


def follow(session: Session, job_id: str | None) -> None:
    """Write to the job's checklist how its callbacks stand: done when all are delivered, failed
    when one is dead. Those of an earlier run of the job no longer count."""
    if job_id is None:
        return
    session.flush()
    of_this_run = (Callback.job_id == job_id) & or_(
        ProcessingJob.completed_at.is_(None), Callback.created_at >= ProcessingJob.completed_at
    )
    rows = session.execute(
        select(
            Callback.status,
            func.sum(Callback.attempts),
            func.max(Callback.last_error),
        )
        .join(ProcessingJob, ProcessingJob.job_id == Callback.job_id)
        .where(of_this_run)
        .group_by(Callback.status)
    ).all()
    if not rows:
        return
    errors = {status: error for status, _, error in rows}
    status = _status(set(errors))
    session.execute(
        update(JobStep)
        .where(JobStep.job_id == job_id, JobStep.step == StepName.UPDATE_CALLBACK)
        .values(
            status=status,
            attempts=sum(int(attempts) for _, attempts, _ in rows),
            error_code=_DEAD if status == StepStatus.FAILED else None,
            error=errors.get(CallbackStatus.DEAD) or errors.get(CallbackStatus.PENDING),
            finished_at=None if status == StepStatus.PENDING else now(session),
        )
    )


def _status(found: set[str]) -> StepStatus:
    if CallbackStatus.DEAD in found:
        return StepStatus.FAILED
    return StepStatus.PENDING if CallbackStatus.PENDING in found else StepStatus.COMPLETED
