"""What caches in front of us have to forget: an outbox."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class PurgeStatus(StrEnum):
    """What has become of a wish. One that was granted has no row any more."""

    PENDING = "pending"
    DEAD = "dead"


class Purge(Base):
    """One address, or with ``*`` at its end all that begin so, to be forgotten by the CDN.

    It is written in the transaction that changes the picture. ``id`` is the SHA-256 of the
    address, so that there is one row for it however often it is asked for; each time gives it a
    new ``ticket``, by which whoever has purged it sees that it changed once more meanwhile.
    Rows that are sent together share a ``batch``, so that after a kill the same ones are sent.
    """

    __tablename__ = "cdn_purges"
    __table_args__ = (Index(None, "status", "due_at"), Index(None, "batch"))

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    address: Mapped[str] = mapped_column(Text)
    ticket: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16), default=PurgeStatus.PENDING)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    batch: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None] = mapped_column(String(64))
    last_error: Mapped[str | None] = mapped_column(Text)
