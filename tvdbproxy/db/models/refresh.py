"""A title whose record has to be fetched from upstream (again)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class Refresh(Base):
    """The row is there as long as the work is; it goes in the transaction that stores the title."""

    __tablename__ = "refreshes"
    __table_args__ = (Index(None, "due_at"),)

    content_type: Mapped[str] = mapped_column(String(16), primary_key=True)
    content_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_message: Mapped[str | None] = mapped_column(Text)
