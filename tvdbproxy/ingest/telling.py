"""Telling others how a job ended: whoever named a callback, and the queue it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.models import CallbackKind, Image, ImageVariant, JobStatus, ProcessingJob
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.ingest.pending.tell import PendingReports
from tvdbproxy.ingest.steps.resize import ORIGINAL
from tvdbproxy.urls.media import MediaUrls


@dataclass(frozen=True)
class Telling:
    """The outbox of jobs. ``urls`` are our own addresses of processed pictures."""

    urls: MediaUrls
    reports: PendingReports

    def tell(self, session: Session, image: Image, job: ProcessingJob) -> bool:
        """Have it told, in this transaction; whether there is anybody to tell."""
        told = [self.reports.tell(session, image, job), self._call_back(session, image, job)]
        return any(told)

    def _call_back(self, session: Session, image: Image, job: ProcessingJob) -> str | None:
        if job.callback_url is None:
            return None
        ended_well = job.status == JobStatus.COMPLETED
        return outbox.enqueue(
            session,
            kind=CallbackKind.WEBHOOK,
            url=job.callback_url,
            event=outbox.COMPLETED if ended_well else outbox.FAILED,
            payload=self._payload(session, image, job),
            job_id=job.job_id,
            image_id=image.image_id,
        )

    def _payload(self, session: Session, image: Image, job: ProcessingJob) -> dict[str, Any]:
        stored = session.scalars(
            select(ImageVariant).where(
                ImageVariant.image_id == image.image_id,
                ImageVariant.background == ORIGINAL,
                ImageVariant.on_demand.is_(False),
            )
        )
        keys = {row.size: row.key for row in sorted(stored, key=lambda row: row.format)}
        error = {"code": job.error_code, "message": job.last_error} if job.error_code else None
        return {
            "status": job.status,
            "image_id": image.image_id,
            "media_id": str(image.media_id),
            "bucket": image.bucket,
            "metadata": image.context,
            "urls": {
                size: self.urls.of_size(image.media_id, size, key) for size, key in keys.items()
            },
            "dominant_color": image.dominant_color,
            "error": error,
        }
