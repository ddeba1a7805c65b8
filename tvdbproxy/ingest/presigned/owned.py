"""Looking a picture up for its owner. What is another's is not there."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.db.models import Image, ProcessingJob
from tvdbproxy.errors import NotFound
from tvdbproxy.ingest import jobs

# PostgreSQL would not even take some of what can be written in a URL, such as NUL.
_IMAGE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_JOB_ID = re.compile(r"[0-9a-z_-]{1,64}", re.ASCII)


def image_of(session: Session, image_id: str, user_id: str) -> Image:
    """The picture. Raises ``NotFound`` (``unknown_image``)."""
    row = session.get(Image, image_id) if _IMAGE_ID.fullmatch(image_id) else None
    if row is None or row.user_id != user_id:
        raise NotFound("There is no such image.", code="unknown_image")
    return row


def job_of(session: Session, image_id: str, user_id: str) -> tuple[Image, ProcessingJob]:
    """The picture and its job. Raises ``NotFound`` (``unknown_image``)."""
    return image_of(session, image_id, user_id), jobs.of_image(session, image_id)


def image_of_job(session: Session, job_id: str, user_id: str) -> tuple[Image, ProcessingJob]:
    """The job and its picture, until its status expires. Raises ``NotFound``
    (``unknown_job``)."""
    row = session.get(ProcessingJob, job_id) if _JOB_ID.fullmatch(job_id) else None
    if row is not None and row.user_id == user_id:
        image = session.get_one(Image, row.image_id)
        if image.expires_at is None or image.expires_at > now(session):
            return image, row
    raise NotFound("There is no such upload, or its status has expired.", code="unknown_job")
