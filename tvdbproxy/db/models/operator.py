"""Who is logged in at the dashboard, and what operators have done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class AdminSession(Base):
    """A login at the dashboard. ``digest`` is the SHA-256 of what the cookie says; ``who`` is the
    short name of the key that it was opened with, and it ends with that key."""

    __tablename__ = "admin_sessions"
    __table_args__ = (Index(None, "expires_at"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class AuditEntry(Base):
    """One thing that an operator did, written in the transaction that does it. ``who`` is as in
    ``AdminSession``; ``subject`` is what it was done to."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "action", "id"), Index(None, "at"))

    # SQLite counts by itself only what is an INTEGER.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
