"""The presigned door over both databases, with objects in memory. Signing asks no server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import (
    Image,
    ImageState,
    ImageUploadEvent,
    JobStatus,
    JobStep,
    Origin,
    ProcessingJob,
    StepStatus,
)
from tvdbproxy.ingest.given import Given
from tvdbproxy.ingest.presigned.incoming import Incoming, Terms
from tvdbproxy.ingest.presigned.offer import Announced, Offer, offer
from tvdbproxy.storage.keys import incoming_key
from tvdbproxy.storage.memory import MemoryStore
from tvdbproxy.storage.presigned_uploads import PresignedUploads
from tvdbproxy.storage.s3_connection import S3Connection

PNG = "image/png"
TERMS = Terms(
    mime_types=("image/jpeg", PNG), max_bytes=1000, url_seconds=3600, ttl_days=30, max_attempts=3
)

Ask = Callable[..., Offer]


class Outbox:
    """Remembers whom there was something to tell of."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, session: Session, image: Image, job: ProcessingJob) -> bool:
        self.told.append(f"{job.job_id} {job.status}")
        return False


@pytest.fixture
def incoming(database: Database) -> Incoming:
    connection = S3Connection("http://127.0.0.1:1", "key", "secret")
    return Incoming(
        database=database,
        originals=MemoryStore(),
        thumbnails=MemoryStore(),
        bucket="originals",
        uploads=PresignedUploads(connection, "originals"),
        outbox=Outbox(),
        terms=TERMS,
    )


@pytest.fixture
def ask(incoming: Incoming) -> Ask:
    """Ask for an address; what is given wins over a small PNG of Ada's."""

    def ask_(user_id: str = "ada", size: int = 3, content_type: str = PNG, **more: Any) -> Offer:
        method = more.pop("method", "PUT")
        given = Given(user_id=user_id, origin=Origin.PRESIGNED, bucket="presigned", profile="x")
        return offer(incoming, replace(given, **more), Announced(content_type, size, method))

    return ask_


def lay(incoming: Incoming, image_id: str, data: bytes = b"png") -> None:
    """What a client's upload comes to."""
    incoming.originals.put(incoming_key(image_id), data, content_type=PNG)


def keys_of(incoming: Incoming) -> list[str]:
    return [info.key for info in incoming.originals.list("incoming/")]


def image(incoming: Incoming, image_id: str) -> Image | None:
    with incoming.database.read() as session:
        return session.get(Image, image_id)


def job(incoming: Incoming, job_id: str) -> ProcessingJob | None:
    with incoming.database.read() as session:
        return session.get(ProcessingJob, job_id)


def events_of(incoming: Incoming, image_id: str) -> list[str]:
    chosen = (
        select(ImageUploadEvent.event_type)
        .where(ImageUploadEvent.image_id == image_id)
        .order_by(ImageUploadEvent.created_at, ImageUploadEvent.event_type.desc())
    )
    with incoming.database.read() as session:
        return list(session.scalars(chosen))


def make_old(incoming: Incoming, image_id: str, **ago: float) -> None:
    """Have asked for it that long ago."""
    with incoming.database.write() as session:
        then = now(session) - timedelta(**ago)
        session.execute(
            update(ProcessingJob).where(ProcessingJob.image_id == image_id).values(created_at=then)
        )
        session.execute(
            update(Image)
            .where(Image.image_id == image_id)
            .values(created_at=then, expires_at=then + timedelta(days=TERMS.ttl_days))
        )


def take_in(incoming: Incoming, image_id: str) -> None:
    """As the pipeline leaves a picture whose bytes it has, and all of whose variants it made."""
    with incoming.database.write() as session:
        row = session.get_one(Image, image_id)
        row.source_key, row.sha256, row.state = f"uploads/{image_id}", "0" * 64, ImageState.READY
        row.prefix, row.processed_at = "media/x", now(session)
        done = session.scalars(
            select(ProcessingJob).where(ProcessingJob.image_id == image_id)
        ).one()
        done.status, done.due_at, done.completed_at = JobStatus.COMPLETED, None, now(session)
        session.execute(
            update(JobStep).where(JobStep.job_id == done.job_id).values(status=StepStatus.COMPLETED)
        )


def break_off(incoming: Incoming, image_id: str, code: str = "image_undecodable") -> None:
    """As the pipeline leaves one whose bytes are no picture."""
    with incoming.database.write() as session:
        session.get_one(Image, image_id).state = ImageState.FAILED
        failed = session.scalars(
            select(ProcessingJob).where(ProcessingJob.image_id == image_id)
        ).one()
        failed.status, failed.due_at, failed.completed_at = JobStatus.FAILED, None, now(session)
        failed.error_code, failed.last_error = code, "It is no picture."
        session.execute(
            update(JobStep).where(JobStep.job_id == failed.job_id).values(status=StepStatus.FAILED)
        )
