"""Which pictures have objects, or should have: all of them by key, or some at random."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import func, or_, select

from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, ArtworkState

_PAGE = 100
_HAS_OBJECTS = or_(Artwork.storage_path.is_not(None), Artwork.state == ArtworkState.READY)


def count(database: Database) -> int:
    """How many there are."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Artwork).where(_HAS_OBJECTS)) or 0


def pages(database: Database, sample: int | None) -> Iterator[list[int]]:
    """Their ids, a short transaction a page; with ``sample`` so many of them."""
    if sample is not None:
        yield from _at_random(database, sample)
        return
    after = 0
    while True:
        ids = again(partial(_page, database, after))
        if not ids:
            return
        yield ids
        after = ids[-1]


def _page(database: Database, after: int) -> list[int]:
    with database.read() as session:
        page = select(Artwork.id).where(_HAS_OBJECTS, Artwork.id > after)
        return list(session.scalars(page.order_by(Artwork.id).limit(_PAGE)))


def _at_random(database: Database, sample: int) -> Iterator[list[int]]:
    with database.read() as session:
        some = select(Artwork.id).where(_HAS_OBJECTS).order_by(func.random()).limit(sample)
        ids = list(session.scalars(some))
    yield from (ids[start : start + _PAGE] for start in range(0, len(ids), _PAGE))
