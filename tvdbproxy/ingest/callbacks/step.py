"""A job's last step is what has become of its callbacks."""

from __future__ import annotations

from sqlalchemy import func, or_, select
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
    key = {"job_id": job_id, "step": StepName.UPDATE_CALLBACK}
    # Locked first: of two callbacks that end at once, the second then sees the first.
    step = session.get(JobStep, key, with_for_update=True, populate_existing=True)
    if step is None:
        return
    rows = session.execute(
        select(Callback.status, func.sum(Callback.attempts), func.max(Callback.last_error))
        .join(ProcessingJob, ProcessingJob.job_id == Callback.job_id)
        .where(
            Callback.job_id == job_id,
            or_(
                ProcessingJob.completed_at.is_(None),
                Callback.created_at >= ProcessingJob.completed_at,
            ),
        )
        .group_by(Callback.status)
    ).all()
    if not rows:
        return
    errors = {status: error for status, _, error in rows}
    step.status = _status(set(errors))
    step.attempts = sum(int(attempts) for _, attempts, _ in rows)
    step.error_code = _DEAD if step.status == StepStatus.FAILED else None
    step.error = errors.get(CallbackStatus.DEAD) or errors.get(CallbackStatus.PENDING)
    step.finished_at = None if step.status == StepStatus.PENDING else now(session)


def _status(found: set[str]) -> StepStatus:
    if CallbackStatus.DEAD in found:
        return StepStatus.FAILED
    return StepStatus.PENDING if CallbackStatus.PENDING in found else StepStatus.COMPLETED
