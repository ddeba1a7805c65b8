"""Rows as a sync would have written them, and what became of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import CONTENT_TABLES, Artwork, Source, Variant
from tvdbproxy.db.upsert import upsert

PATH = "/banners/v4/series/1/posters/key.jpg"


def hang(
    database: Database,
    path: str = PATH,
    *,
    artwork_id: int = 11,
    content_type: str = "series",
    content_id: int = 1,
    image_type: str = "poster",
    is_chosen: bool = True,
    **columns: Any,
) -> int:
    """A title and a picture of it that is due now; the picture's id."""
    title = {"id": content_id, "name": f"{content_type} {content_id}", "image": path}
    with database.write() as session:
        upsert(session, CONTENT_TABLES[content_type], [title], update=())
        row = Artwork(
            id=artwork_id,
            content_type=content_type,
            content_id=content_id,
            image_type=image_type,
            path=path,
            is_chosen=is_chosen,
        )
        row.due_at = now(session)
        for name, value in columns.items():
            setattr(row, name, value)
        session.add(row)
    return artwork_id


def artwork(database: Database, artwork_id: int = 11) -> Artwork:
    """The row as it is now."""
    with database.read() as session:
        return session.get_one(Artwork, artwork_id)


def change(database: Database, artwork_id: int = 11, **columns: Any) -> None:
    """Set columns of a picture's row."""
    with database.write() as session:
        row = session.get_one(Artwork, artwork_id)
        for name, value in columns.items():
            setattr(row, name, value)


def due_again(database: Database, artwork_id: int = 11, **columns: Any) -> None:
    """Make a picture due now."""
    with database.write() as session:
        row = session.get_one(Artwork, artwork_id)
        row.due_at = now(session)
        for name, value in columns.items():
            setattr(row, name, value)


def variants(database: Database, artwork_id: int = 11) -> dict[tuple[str, str], Variant]:
    """The stored variants by size and format."""
    with database.read() as session:
        rows = session.scalars(select(Variant).where(Variant.artwork_id == artwork_id)).all()
    return {(row.size, row.format): row for row in rows}


def sources(database: Database) -> dict[str, Source]:
    """All sources by key."""
    with database.read() as session:
        return {row.key: row for row in session.scalars(select(Source))}


def title(database: Database, content_type: str = "series", content_id: int = 1) -> Any:
    """A content row as it is now."""
    with database.read() as session:
        return session.get_one(CONTENT_TABLES[content_type], content_id)
