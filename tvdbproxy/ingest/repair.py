"""Pictures whose objects went missing are made again of their sources."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import (
    Image,
    ImageVariant,
    JobStatus,
    JobStep,
    ProcessingJob,
    StepName,
    StepStatus,
)
from tvdbproxy.jobs import claims


def make_again(session: Session, lost: Collection[str]) -> int:
    """Have all pictures made again of which one of these keys is a variant; how many."""
    found = select(ImageVariant.image_id).where(ImageVariant.key.in_(lost)).distinct()
    image_ids = session.scalars(found).all()
    make_all_again(session, image_ids)
    return len(image_ids)


def make_all_again(session: Session, image_ids: Collection[str]) -> None:
    """Have these pictures made again, each by the job that it has."""
    if not image_ids:
        return
    moment = now(session)
    # Jobs first, as everybody locks them. Whoever is at one of them has nothing to say any more.
    session.execute(
        update(ProcessingJob)
        .where(ProcessingJob.image_id.in_(image_ids))
        .values(
            status=JobStatus.PENDING,
            due_at=moment,
            sent_at=None,
            completed_at=None,
            **claims.revoked(ProcessingJob, moment),
        )
    )
    # Without rows, nobody takes them for twins of what is to be made.
    session.execute(delete(ImageVariant).where(ImageVariant.image_id.in_(image_ids)))
    session.execute(update(Image).where(Image.image_id.in_(image_ids)).values(prefix=None))
    of_these = select(ProcessingJob.job_id).where(ProcessingJob.image_id.in_(image_ids))
    session.execute(
        update(JobStep)
        .where(JobStep.job_id.in_(of_these), JobStep.step == StepName.RESIZE_OPTIMIZE)
        .values(status=StepStatus.PENDING, attempts=0)
    )
