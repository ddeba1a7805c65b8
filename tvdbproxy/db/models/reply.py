"""One answer of upstream's API, kept as it came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class StoredReply(Base):
    """What upstream said to a question, and what has been heard about it since.

    ``key`` is the question in its one spelling. ``entity`` and ``entity_id`` say whose record
    it is, in the words of the feed of changes; 0 stands for a whole table. ``body`` is the
    JSON byte for byte, compressed by zlib; it is empty where ``status`` is 404, and ``message``
    is what upstream said then.

    ``changed_at`` is when the feed last told of a change, ``deleted_at`` when it told that the
    record is gone, and ``doubted_at`` when upstream first denied a record that it had.
    """

    __tablename__ = "replies"
    __table_args__ = (Index(None, "entity", "entity_id"), Index(None, "ageing", "fetched_at"))

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    ageing: Mapped[str] = mapped_column(String(16))
    entity: Mapped[str | None] = mapped_column(String(32))
    entity_id: Mapped[int | None]
    status: Mapped[int]
    message: Mapped[str | None] = mapped_column(Text)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    last_modified: Mapped[datetime]
    fetched_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
