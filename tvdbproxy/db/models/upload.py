"""What is remembered of uploads as such: how many a user made, and which were repeated."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class UploadCount(Base):
    """How many uploads a user has made in the window that began then."""

    __tablename__ = "upload_rate_limits"
    __table_args__ = (Index(None, "window_start"),)

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    upload_count: Mapped[int]


class IdempotencyKey(Base):
    """A request that a client may send again without it being done again. ``fingerprint`` is
    the SHA-256 of what it asked for: the same key with something else is a mistake."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "expires_at"), Index(None, "image_id"))

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    job_id: Mapped[str] = mapped_column(String(64))
    image_id: Mapped[str] = mapped_column(String(36))
    expires_at: Mapped[datetime]
