"""Which pictures have objects, or should have: all of them by key, or some at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, ArtworkState

Id = TypeVar("Id", int, str)

_PAGE = 100


@dataclass(frozen=True)
class Stored(Generic[Id]):
    """The pictures of one table that have objects: those rows where ``has_objects`` holds. All
    values of ``id`` are above ``lowest``."""

    id: InstrumentedAttribute[Id]
    has_objects: ColumnElement[bool]
    lowest: Id

    def count(self, database: Database) -> int:
        """How many there are."""
        with database.read() as session:
            return session.scalar(select(func.count(self.id)).where(self.has_objects)) or 0

    def pages(self, database: Database, sample: int | None) -> Iterator[list[Id]]:
        """Their ids, a short transaction a page; with ``sample`` so many of them."""
        if sample is not None:
            yield from self._at_random(database, sample)
            return
        after = self.lowest
        while ids := again(partial(self._page, database, after)):
            yield ids
            after = ids[-1]

    def _page(self, database: Database, after: Id) -> list[Id]:
        with database.read() as session:
            page = select(self.id).where(self.has_objects, self.id > after)
            return list(session.scalars(page.order_by(self.id).limit(_PAGE)))

    def _at_random(self, database: Database, sample: int) -> Iterator[list[Id]]:
        with database.read() as session:
            some = select(self.id).where(self.has_objects).order_by(func.random()).limit(sample)
            ids = list(session.scalars(some))
        yield from (ids[start : start + _PAGE] for start in range(0, len(ids), _PAGE))


OF_CATALOGUE = Stored(
    Artwork.id, or_(Artwork.storage_path.is_not(None), Artwork.state == ArtworkState.READY), 0
)
"""The catalogue's."""
