"""The catalogue's titles: five tables with the same face, and who appears in which.

Ids are upstream's. ``image`` is the record's own picture as a path on the artwork
host (``/banners/...``); the ``local_*_url`` columns are filled once it is stored here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Computed, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tvdbproxy.db.base import Base


class ContentColumns:
    """What a title of any content type has."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str | None] = mapped_column(Text)
    slug: Mapped[str | None] = mapped_column(Text)
    overview: Mapped[str | None] = mapped_column(Text)
    year: Mapped[str | None] = mapped_column(Text)
    image: Mapped[str | None] = mapped_column(Text)
    local_image_url: Mapped[str | None] = mapped_column(Text)
    local_poster_url: Mapped[str | None] = mapped_column(Text)
    local_banner_url: Mapped[str | None] = mapped_column(Text)
    local_fanart_url: Mapped[str | None] = mapped_column(Text)
    local_thumbnail_url: Mapped[str | None] = mapped_column(Text)
    last_updated: Mapped[str | None] = mapped_column(Text)
    synced_at: Mapped[datetime | None]


def _without_picture(table: str) -> Index:
    """The titles that lack their picture, in order of ids: few among a million."""
    condition = text("image IS NOT NULL AND local_image_url IS NULL")
    name = f"ix_{table}_without_picture"
    return Index(name, "id", sqlite_where=condition, postgresql_where=condition)


class ListedColumns:
    """When a list of upstream's last named the title."""

    swept_at: Mapped[datetime | None]


class WallColumns:
    """What the poster wall is sorted by; the database itself keeps it up to date."""

    score: Mapped[float | None]
    sort_score: Mapped[float] = mapped_column(Computed("coalesce(score, -1)", persisted=True))
    sort_name: Mapped[str] = mapped_column(
        Text, Computed("lower(coalesce(name, ''))", persisted=True)
    )
    sort_year: Mapped[str] = mapped_column(Text, Computed("coalesce(year, '')", persisted=True))


def _orders() -> tuple[Index, ...]:
    """A page of the wall is read straight off one of these."""
    return tuple(Index(None, name, "id") for name in ("sort_score", "sort_name", "sort_year"))


class Series(ContentColumns, ListedColumns, WallColumns, Base):
    """A series."""

    __tablename__ = "series"
    __table_args__ = (_without_picture("series"), *_orders())

    status: Mapped[str | None] = mapped_column(Text)
    original_language: Mapped[str | None] = mapped_column(Text)
    genres: Mapped[str | None] = mapped_column(Text)


class Movie(ContentColumns, ListedColumns, WallColumns, Base):
    """A movie."""

    __tablename__ = "movies"
    __table_args__ = (_without_picture("movies"), *_orders())

    status: Mapped[str | None] = mapped_column(Text)
    original_language: Mapped[str | None] = mapped_column(Text)
    genres: Mapped[str | None] = mapped_column(Text)


class Season(ContentColumns, Base):
    """A season of a series, in one of its orders (``official``, ``dvd``, ...)."""

    __tablename__ = "seasons"
    __table_args__ = (Index(None, "series_id", "number"), _without_picture("seasons"))

    series_id: Mapped[int | None]
    number: Mapped[int | None]
    season_type: Mapped[str | None] = mapped_column(Text)


class Episode(ContentColumns, Base):
    """An episode, numbered in its series' default order."""

    __tablename__ = "episodes"
    __table_args__ = (
        Index(None, "series_id", "season_number", "number"),
        _without_picture("episodes"),
    )

    series_id: Mapped[int | None]
    season_number: Mapped[int | None]
    number: Mapped[int | None]
    aired: Mapped[str | None] = mapped_column(Text)


class Person(ContentColumns, Base):
    """Somebody in front of or behind a camera."""

    __tablename__ = "people"
    __table_args__ = (_without_picture("people"),)


class Credit(Base):
    """That a person appears in a title: upstream's *character*."""

    __tablename__ = "credits"
    __table_args__ = (
        Index(None, "content_type", "content_id", "position"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content_type: Mapped[str] = mapped_column(String(16))
    content_id: Mapped[int]
    person_id: Mapped[int]
    role: Mapped[str | None] = mapped_column(Text)
    job: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)


CONTENT_TABLES: dict[str, type[Series | Movie | Season | Episode | Person]] = {
    "series": Series,
    "movie": Movie,
    "season": Season,
    "episode": Episode,
    "person": Person,
}
