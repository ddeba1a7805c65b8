"""What was counted, minute by minute, and figures that are too dear to be counted for a page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Float, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class Sample(Base):
    """One value of one minute: a count, or how much there was. ``minute`` is since 1970."""

    __tablename__ = "samples"
    __table_args__ = (Index(None, "minute"),)

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[float] = mapped_column(Float)


class PictureViews(Base):
    """How often a picture was served on a day (UTC), in all its sizes. ``prefix`` is what the
    names of its objects begin with."""

    __tablename__ = "picture_views"
    __table_args__ = (Index(None, "day", "views"),)

    prefix: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    views: Mapped[int]


class Figure(Base):
    """Something that takes long to count, as it was when it was last counted."""

    __tablename__ = "figures"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    taken_at: Mapped[datetime]
    seconds: Mapped[float] = mapped_column(Float)
