"""Titles whose own picture is not here yet, found page by page over an index."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import CONTENT_TABLES

_PAGE = 500


def titles_without_picture(
    database: Database, content_types: list[str]
) -> Iterator[list[tuple[str, int]]]:
    """Pages of ``(content_type, id)``: titles that have a picture upstream and none here.

    Goes by key, a short transaction a page, so that a million titles cost no memory and
    titles that are added meanwhile do no harm.
    """
    for content_type in content_types:
        after = 0
        while True:
            with database.read() as session:
                ids = _page(session, content_type, after)
            if not ids:
                break
            yield [(content_type, number) for number in ids]
            after = ids[-1]


def _page(session: Session, content_type: str, after: int) -> list[int]:
    table = CONTENT_TABLES[content_type]
    return list(
        session.scalars(
            select(table.id)
            .where(table.image.is_not(None), table.local_image_url.is_(None), table.id > after)
            .order_by(table.id)
            .limit(_PAGE)
        )
    )
