"""The steps of a job as rows, kept while somebody works on it: attempts are counted before
the work, so that a step that kills its worker is known by its count."""

from __future__ import annotations

from sqlalchemy import Update, update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Image, JobStep, ProcessingJob, StepName, StepStatus
from tvdbproxy.errors import Superseded
from tvdbproxy.ingest.work import Work
from tvdbproxy.jobs import claims

_SUPERSEDED = "The picture was deleted or taken over while it was worked on."


def begin(database: Database, work: Work, step: StepName, lease_seconds: float) -> None:
    """Count one more attempt, and say that we are still at the job. Raises ``Superseded`` if
    it is not ours any more."""
    with database.write() as session:
        renew(session, work, lease_seconds)
        session.execute(
            _row(work, step).values(
                attempts=JobStep.attempts + 1,
                started_at=now(session),
                worker_id=work.claim[:12],
            )
        )


def renew(session: Session, work: Work, lease_seconds: float) -> None:
    """Say, within a step, that we are still at the job. Raises ``Superseded`` if it is not ours
    any more: better to find out before writing than after."""
    chosen = ProcessingJob.job_id == work.job_id
    if not claims.extend(session, ProcessingJob, chosen, work.claim, lease_seconds):
        raise Superseded(_SUPERSEDED)


def claimed(session: Session, work: Work) -> tuple[ProcessingJob, Image]:
    """The job's row and the picture's, which nobody changes until the transaction ends. Raises
    ``Superseded`` if the job is not ours any more."""
    job = session.get(ProcessingJob, work.job_id, with_for_update=True)
    image = session.get(Image, work.image_id, with_for_update=True)
    if job is None or image is None or job.claim != work.claim:
        raise Superseded(_SUPERSEDED)
    return job, image


def done(session: Session, work: Work, step: StepName) -> None:
    """The step is taken."""
    session.execute(
        _row(work, step).values(
            status=StepStatus.COMPLETED, finished_at=now(session), error_code=None, error=None
        )
    )


def _row(work: Work, step: StepName) -> Update:
    return update(JobStep).where(JobStep.job_id == work.job_id, JobStep.step == step)
