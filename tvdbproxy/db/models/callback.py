"""Messages to other services that have to arrive: an outbox."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class CallbackStatus(StrEnum):
    """What a message has come to."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class CallbackKind(StrEnum):
    """Whom it is for, which decides how it is signed."""

    WEBHOOK = "webhook"
    PENDING_SOURCE = "pending_source"


class Callback(Base):
    """One message. It is written in the transaction that it tells of, so that none is lost,
    and delivered at least once. A worker owns the row while ``claim`` is its token and
    ``lease_until`` is ahead; ``attempts`` counts deliveries, ``failures`` answers that were
    no success."""

    __tablename__ = "callbacks"
    __table_args__ = (
        Index(None, "status", "due_at"),
        Index(None, "status", "created_at", "id"),
        Index(None, "job_id"),
        Index(None, "image_id"),
        Index(None, "lease_until"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    event: Mapped[str] = mapped_column(String(32))
    job_id: Mapped[str | None] = mapped_column(String(64))
    image_id: Mapped[str | None] = mapped_column(String(36))
    method: Mapped[str] = mapped_column(String(8), default="POST")
    url: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16), default=CallbackStatus.PENDING)
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    last_status: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
