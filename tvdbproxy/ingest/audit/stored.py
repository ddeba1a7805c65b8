"""Which of applications' pictures have objects: all of them by id, or some at random."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import func, or_, select

from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageState

_PAGE = 100
_HAS_OBJECTS = or_(Image.source_key.is_not(None), Image.state == ImageState.READY)


def count(database: Database) -> int:
    """How many there are."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Image).where(_HAS_OBJECTS)) or 0


def pages(database: Database, sample: int | None) -> Iterator[list[str]]:
    """Their ids, a short transaction a page; with ``sample`` so many of them."""
    if sample is not None:
        yield from _at_random(database, sample)
        return
    after = ""
    while ids := again(partial(_page, database, after)):
        yield ids
        after = ids[-1]


def _page(database: Database, after: str) -> list[str]:
    with database.read() as session:
        page = select(Image.image_id).where(_HAS_OBJECTS, Image.image_id > after)
        return list(session.scalars(page.order_by(Image.image_id).limit(_PAGE)))


def _at_random(database: Database, sample: int) -> Iterator[list[str]]:
    with database.read() as session:
        some = select(Image.image_id).where(_HAS_OBJECTS).order_by(func.random()).limit(sample)
        ids = list(session.scalars(some))
    yield from (ids[start : start + _PAGE] for start in range(0, len(ids), _PAGE))
