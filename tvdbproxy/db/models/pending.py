"""The queue of images that a processing machine is to fetch, work on, and report back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class PendingStatus(StrEnum):
    """How far a pending image has come."""

    PENDING = "pending"
    PROCESSED = "processed"
    COMPLETE = "complete"  # and its temporary address is replaced wherever it stood
    FAILED = "failed"


class PendingImage(Base):
    """One image of the queue. ``image_path`` is its temporary address, ``key`` where its
    bytes lie, ``analysis`` what the machine told of it."""

    __tablename__ = "pending_images"
    __table_args__ = (
        Index(None, "status", "id"),
        Index(None, "image_path"),
        Index(None, "media_id"),
    )

    # SQLite counts by itself only what is an INTEGER.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    user_id: Mapped[int]
    data_type: Mapped[str] = mapped_column(String(16))
    image_path: Mapped[str] = mapped_column(String(255))
    key: Mapped[str] = mapped_column(Text)
    original_name: Mapped[str | None] = mapped_column(Text)
    mime_type: Mapped[str | None] = mapped_column(String(100))
    file_size: Mapped[int]
    permanent_url: Mapped[str | None] = mapped_column(String(500))
    thumbnail_url: Mapped[str | None] = mapped_column(String(500))
    media_id: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16), default=PendingStatus.PENDING)
    analysis: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
