"""A title that changed a while ago and is to be looked at once more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class SecondLook(Base):
    """Upstream's own cache lags behind its feed: what is fetched right after a change may be
    the old state. ``last_at`` is the second and last time to look."""

    __tablename__ = "second_looks"
    __table_args__ = (Index(None, "due_at"),)

    content_type: Mapped[str] = mapped_column(String(16), primary_key=True)
    content_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_at: Mapped[datetime]
    last_at: Mapped[datetime]
