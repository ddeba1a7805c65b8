"""Telling the server whose queue a picture came from what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import (
    Callback,
    CallbackKind,
    CallbackStatus,
    Image,
    ImageAnalysis,
    ImageState,
    ImageVariant,
    JobStatus,
    ProcessingJob,
)
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.ingest.healing import is_final
from tvdbproxy.ingest.pending.knowledge import site_context
from tvdbproxy.ingest.pending.report import completed
from tvdbproxy.urls.media import MediaUrls

TOLD_AGAIN_AFTER = timedelta(hours=1)
"""How long the other server has to make of a report what it will, before the next."""


@dataclass(frozen=True)
class PendingReports:
    """Writes reports into the outbox. ``urls`` are our own addresses of processed pictures."""

    urls: MediaUrls

    def tell(self, session: Session, image: Image, job: ProcessingJob) -> str | None:
        """Report how the job ended, in this transaction; the callback's id. ``None`` where there
        is nothing to report: the picture is not from a queue, or it may still succeed. A report
        of failure has the other server delete the picture, so it has to be true for good."""
        if image.pending_id is None:
            return None
        about = {"job_id": job.job_id, "image_id": image.image_id}
        number = str(image.pending_id)
        made = image.state == ImageState.READY  # and a later step may have failed
        if job.status == JobStatus.COMPLETED or (job.status == JobStatus.FAILED and made):
            return outbox.tell_completed(session, number, self._payload(session, image), **about)
        if job.status == JobStatus.FAILED and is_final(session, job):
            return outbox.tell_failed(session, number, **about)
        return None

    def tell_again(self, session: Session, image_id: str) -> str | None:
        """Report once more what the other server seems not to know, unless a report is still on
        its way, or was made within the hour; as ``tell``. ``None``, too, for a picture that was
        deleted meanwhile."""
        if _is_told(session, image_id):
            return None
        found = session.execute(
            select(Image, ProcessingJob)
            .join(ProcessingJob, ProcessingJob.image_id == Image.image_id)
            .where(Image.image_id == image_id)
            .order_by(ProcessingJob.created_at.desc())
            .limit(1)
        ).first()
        return None if found is None else self.tell(session, *found)

    def _payload(self, session: Session, image: Image) -> dict[str, object]:
        stored = select(ImageVariant).where(ImageVariant.image_id == image.image_id)
        analysis = session.get(ImageAnalysis, image.image_id)
        return completed(
            image,
            session.scalars(stored).all(),
            analysis,
            permanent_url=self._permanent(image.media_id),
            context=site_context(session, image, analysis),
        )

    def _permanent(self, media_id: int) -> str:
        """An address, or the number alone where we do not know how others reach us."""
        address = self.urls.smart(media_id)
        return str(media_id) if address.startswith("/") else address


def _is_told(session: Session, image_id: str) -> bool:
    last = session.execute(
        select(Callback.status, Callback.created_at)
        .where(Callback.image_id == image_id, Callback.kind == CallbackKind.PENDING_SOURCE)
        .order_by(Callback.created_at.desc())
        .limit(1)
    ).first()
    if last is None:
        return False
    lately: bool = last.created_at > now(session) - TOLD_AGAIN_AFTER
    return lately or last.status == CallbackStatus.PENDING
