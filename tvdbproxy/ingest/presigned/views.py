"""What the owner of presigned uploads is shown: how far one is, all of them, and what was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Image, ImageState, ImageVariant, JobStatus, Origin, ProcessingJob
from tvdbproxy.errors import Conflict
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.jobs import StepView
from tvdbproxy.ingest.presigned.cursor import Position
from tvdbproxy.ingest.presigned.owned import image_of, image_of_job


@dataclass(frozen=True)
class UploadView:
    """One upload. ``state`` is the picture's, ``status`` that of the work on it; type and size
    are those that were announced, until the file has been looked at. Times are UTC."""

    processing_id: str
    unique_id: str
    media_id: int
    status: str
    state: str
    filename: str | None
    content_type: str | None
    size: int | None
    profile: str
    metadata: Mapping[str, Any]
    attempts: int
    error_code: str | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True)
class MadeView:
    """One variant of a picture; ``key`` is its object's in the thumbnails bucket."""

    size: str
    format: str
    background: str
    key: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True)
class ProcessedView:
    """A picture that is ready, and all that was made of it, the largest first."""

    unique_id: str
    media_id: int
    profile: str
    width: int | None
    height: int | None
    dominant_color: str | None
    placeholder: str | None
    processed_at: datetime | None
    variants: Sequence[MadeView]


def status_of(
    session: Session, processing_id: str, user_id: str
) -> tuple[UploadView, Sequence[StepView]]:
    """The upload and its steps. Raises ``NotFound`` (``unknown_job``)."""
    image, job = image_of_job(session, processing_id, user_id)
    return _upload(image, job), jobs.steps(session, job.job_id)


def uploads_of(
    session: Session, user_id: str, *, status: JobStatus | None, limit: int, after: Position | None
) -> tuple[Sequence[UploadView], Position | None]:
    """A page of the user's presigned uploads whose status has not expired, the latest first, and
    where the next one begins, if there is one."""
    rows = (
        select(Image, ProcessingJob)
        .join(ProcessingJob, ProcessingJob.image_id == Image.image_id)
        .where(
            ProcessingJob.user_id == user_id,
            Image.origin == Origin.PRESIGNED,
            Image.expires_at > now(session),
        )
        .order_by(ProcessingJob.created_at.desc(), ProcessingJob.job_id.desc())
        .limit(limit + 1)
    )
    if status is not None:
        rows = rows.where(ProcessingJob.status == status)
    if after is not None:
        same = ProcessingJob.created_at == after.created_at
        rows = rows.where(
            or_(
                ProcessingJob.created_at < after.created_at,
                and_(same, ProcessingJob.job_id < after.job_id),
            )
        )
    found = [_upload(image, job) for image, job in session.execute(rows)]
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], Position(last.created_at, last.processing_id)


def processed_of(session: Session, image_id: str, user_id: str) -> ProcessedView:
    """What was made of a picture. Raises ``NotFound`` (``unknown_image``) and ``Conflict``
    (``not_processed``, ``processing_failed``)."""
    image = image_of(session, image_id, user_id)
    if image.state == ImageState.FAILED:
        raise Conflict(
            "The picture could not be processed; its status says why.", code="processing_failed"
        )
    if image.state != ImageState.READY:
        raise Conflict("The picture is not processed yet; ask again.", code="not_processed")
    rows = session.scalars(select(ImageVariant).where(ImageVariant.image_id == image_id))
    variants = [
        MadeView(row.size, row.format, row.background, row.key, row.width, row.height, row.bytes)
        for row in rows
    ]
    return ProcessedView(
        unique_id=image.image_id,
        media_id=image.media_id,
        profile=image.profile,
        width=image.width,
        height=image.height,
        dominant_color=image.dominant_color,
        placeholder=image.placeholder,
        processed_at=image.processed_at,
        variants=sorted(variants, key=lambda made: (-made.width * made.height, made.size)),
    )


def _upload(image: Image, job: ProcessingJob) -> UploadView:
    return UploadView(
        processing_id=job.job_id,
        unique_id=image.image_id,
        media_id=image.media_id,
        status=job.status,
        state=image.state,
        filename=image.original_name,
        content_type=image.mime_type,
        size=image.file_size,
        profile=image.profile,
        metadata=image.context,
        attempts=job.attempt_count,
        error_code=job.error_code,
        error=job.last_error,
        created_at=job.created_at,
        started_at=job.started_at,
        completed_at=job.completed_at,
        expires_at=image.expires_at,
    )
