"""The work on an image that somebody gave us: one job, its steps, and what happened."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class JobStatus(StrEnum):
    """The states that ``GET /api/v1/images/jobs/{job_id}`` shows."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    RETRYING = "retrying"


class StepName(StrEnum):
    """The steps, in their order."""

    RETRIEVE_FILE = "retrieve_file"
    ANALYSIS = "analysis"
    RESIZE_OPTIMIZE = "resize_optimize"
    UPDATE_CALLBACK = "update_callback"


class StepStatus(StrEnum):
    """What a step has come to."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


_IN_ERROR = text("error_code IS NOT NULL")


class ProcessingJob(Base):
    """One job, and the ledger of the work on it.

    A worker owns the row while ``claim`` is its token and ``lease_until`` is ahead; it is due
    at ``due_at``, never while that is empty. ``attempts`` counts deliveries since the last
    orderly end, ``attempt_count`` how often it was begun in all, as people see it.
    ``source_url`` is where the bytes are still to be fetched from, for pictures that another
    service's queue of pending images names.
    """

    __tablename__ = "processing_jobs"
    __table_args__ = (
        Index(None, "image_id"),
        Index(None, "status", "due_at"),
        Index(None, "status", "completed_at"),
        Index(None, "created_at", "job_id"),
        Index(None, "status", "created_at", "job_id"),
        Index(None, "user_id", "created_at", "job_id"),
        Index(None, "lease_until"),
        Index(
            "ix_processing_jobs_errors",
            "error_code",
            "created_at",
            "job_id",
            sqlite_where=_IN_ERROR,
            postgresql_where=_IN_ERROR,
        ),
    )

    job_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    image_id: Mapped[str] = mapped_column(ForeignKey("images.image_id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(16))
    source_url: Mapped[str | None] = mapped_column(Text)
    callback_url: Mapped[str | None] = mapped_column(Text)

    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    attempt_count: Mapped[int] = mapped_column(default=0)
    max_retries: Mapped[int] = mapped_column(default=3)
    error_code: Mapped[str | None] = mapped_column(String(64))
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]


_HAS_FAILED = text("status = 'failed'")


class JobStep(Base):
    """One step of a job: the checklist that a job is resumed by."""

    __tablename__ = "job_steps"
    __table_args__ = (
        # Few steps fail; who looks for those need not read the others.
        Index(
            "ix_job_steps_failed", "job_id", sqlite_where=_HAS_FAILED, postgresql_where=_HAS_FAILED
        ),
    )

    job_id: Mapped[str] = mapped_column(
        ForeignKey("processing_jobs.job_id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[str] = mapped_column(String(16), primary_key=True)
    status: Mapped[str] = mapped_column(String(16), default=StepStatus.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None] = mapped_column(String(64))
    error: Mapped[str | None] = mapped_column(Text)
    worker_id: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ImageUploadEvent(Base):
    """Something that happened to an image, for whoever has to explain it later. It outlives
    the image, of which it then tells no more than that it was deleted."""

    __tablename__ = "image_upload_events"
    __table_args__ = (
        Index(None, "image_id", "created_at"),
        Index(None, "job_id", "event_type"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_type: Mapped[str] = mapped_column(String(32))
    image_id: Mapped[str] = mapped_column(String(36))
    job_id: Mapped[str | None] = mapped_column(String(64))
    user_id: Mapped[str | None] = mapped_column(String(255))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
