"""Asking the database whose picture this is: only when memory and S3 do not have it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import CONTENT_TABLES, Artwork
from tvdbproxy.delivery.wanted import Wanted
from tvdbproxy.errors import NotFound


@dataclass(frozen=True)
class Known:
    """A picture that the catalogue has. ``path`` is its address on the artwork host, the
    source's key and checksum those of what it was made of."""

    artwork_id: int
    path: str
    is_stored: bool
    source_key: str | None = None
    source_sha256: str | None = None


def look_up(database: Database, wanted: Wanted) -> Known:
    """The artwork that a URL means. Raises ``NotFound``: ``unknown_content`` if there is
    no such title, ``no_artwork`` if the title has no such picture."""
    table = CONTENT_TABLES[wanted.content_type]
    statement = select(
        Artwork.id, Artwork.path, Artwork.revision, Artwork.source_key, Artwork.source_sha256
    ).where(
        Artwork.content_type == wanted.content_type,
        Artwork.content_id == wanted.content_id,
        Artwork.image_type == wanted.image_type,
    )
    if wanted.artwork_id is None:
        statement = statement.where(Artwork.is_chosen)
    else:
        statement = statement.where(Artwork.id == wanted.artwork_id)
    with database.read() as session:
        row = session.execute(statement.order_by(Artwork.id).limit(1)).first()
        if row is not None:
            is_stored = row.revision is not None
            return Known(row.id, row.path, is_stored, row.source_key, row.source_sha256)
        held = session.scalar(select(table.id).where(table.id == wanted.content_id))
    if held is None:
        raise NotFound(
            f"There is no {wanted.content_type} {wanted.content_id} here.", code="unknown_content"
        )
    which = f" with the id {wanted.artwork_id}" if wanted.artwork_id is not None else ""
    raise NotFound(
        f"This {wanted.content_type} has no {wanted.image_type}{which}.", code="no_artwork"
    )
