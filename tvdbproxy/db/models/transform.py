"""What is kept of transforms: sources that were fetched for them, and results."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class KeptTransform(Base):
    """One object that can be had again: it is kept as long as there is room.

    ``kind`` is ``source`` or ``result``; ``used_at`` is when somebody wanted it, to the day.
    """

    __tablename__ = "kept_transforms"
    __table_args__ = (Index(None, "kind", "used_at", "key"),)

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    size: Mapped[int]
    used_at: Mapped[datetime]
