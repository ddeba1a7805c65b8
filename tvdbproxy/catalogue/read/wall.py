"""The wall of posters: series and movies together, filtered, sorted, a page at a time.

Pages go by key: the next page begins after the last title of this one, which each table
finds by its index, so that page 10,000 costs what page 1 does. The key in the address is
the title's own name (``series-910001``); what it sorts by is looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.choose import Owner
from tvdbproxy.catalogue.read.frames import EMPTY, Frame, main_frames
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Movie, Series

Table = type[Series] | type[Movie]
TABLES: dict[str, Table] = {"movie": Movie, "series": Series}


class Order(StrEnum):
    """What the wall is sorted by; scores and years begin with the highest."""

    SCORE = "score"
    NAME = "name"
    YEAR = "year"


_KEYS: dict[Order, Callable[[Table], ColumnElement[Any]]] = {
    Order.SCORE: lambda table: table.sort_score.expression,
    Order.NAME: lambda table: table.sort_name.expression,
    Order.YEAR: lambda table: table.sort_year.expression,
}


@dataclass(frozen=True)
class WallQuery:
    """``kinds`` are content types; ``text`` is part of a name. At most one of ``after`` and
    ``before``: the title that the page follows or precedes."""

    kinds: tuple[str, ...] = ("series", "movie")
    text: str = ""
    order: Order = Order.SCORE
    after: Owner | None = None
    before: Owner | None = None
    size: int = 60


@dataclass(frozen=True)
class TitleCard:
    """A title as it hangs on the wall."""

    content_type: str
    id: int
    name: str | None
    year: str | None
    frame: Frame


@dataclass(frozen=True)
class Wall:
    """A page of it. ``before`` and ``after`` are where its neighbours begin, if any."""

    cards: tuple[TitleCard, ...]
    before: Owner | None
    after: Owner | None


@dataclass(frozen=True)
class Counts:
    """How many titles there are."""

    series: int
    movies: int


def wall(database: Database, query: WallQuery) -> Wall:
    """The page. A key whose title is gone leads to the first page."""
    with database.read() as session:
        start = query.before or query.after
        key = _sort_key(session, query.order, start) if start else None
        if key is None:
            start = None
        backwards = start is not None and query.before is not None
        rows = _rows(session, query, start, key, backwards=backwards)
        more = len(rows) > query.size
        rows = rows[: query.size]
        if backwards:
            rows.reverse()
            return _hung(session, rows, has_before=more, has_after=True)
        return _hung(session, rows, has_before=start is not None, has_after=more)


def counts(database: Database) -> Counts:
    """Count them."""
    with database.read() as session:
        series, movies = (
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Series, Movie)
        )
        return Counts(series, movies)


def _sort_key(session: Session, order: Order, owner: Owner) -> Any:
    table = TABLES[owner[0]]
    return session.scalar(select(_KEYS[order](table)).where(table.id == owner[1]))


def _rows(
    session: Session, query: WallQuery, start: Owner | None, key: Any, *, backwards: bool
) -> list[Row[Any]]:
    """Up to one row more than the page holds, in the direction of travel."""
    downwards = (query.order is not Order.NAME) != backwards
    parts = []
    for kind in query.kinds:
        part = _of_table(kind, query)
        if start is not None:
            part = part.where(_beyond(kind, query, start, key, downwards=downwards))
        columns = [part.selected_columns.key, part.selected_columns.id]
        part = part.order_by(*_directed(columns, downwards)).limit(query.size + 1)
        parts.append(select(part.subquery()))
    both = union_all(*parts).subquery()
    order = _directed([both.c.key, both.c.content_type, both.c.id], downwards)
    return list(session.execute(select(both).order_by(*order).limit(query.size + 1)))


def _of_table(kind: str, query: WallQuery) -> Select[Any]:
    table = TABLES[kind]
    part = select(
        literal(kind).label("content_type"),
        table.id,
        table.name,
        table.year,
        _key(table, query).label("key"),
    )
    if not query.text:
        return part
    return part.where(table.name.icontains(query.text, autoescape=True))


def _beyond(
    kind: str, query: WallQuery, start: Owner, key: Any, *, downwards: bool
) -> ColumnElement[bool]:
    """The rows of one table behind the start, where all are sorted by (key, kind, id)."""
    table = TABLES[kind]
    column = _key(table, query)
    bound: ColumnElement[bool] = column <= key if downwards else column >= key
    if kind == start[0]:
        here, there = tuple_(column, table.id), tuple_(literal(key), literal(start[1]))
        # SQLite finds no pair by an index over expressions, but it finds the bound.
        return and_(bound, here < there if downwards else here > there)
    if (kind < start[0]) == downwards:
        return bound
    return and_(bound, column != key)


def _key(table: Table, query: WallQuery) -> ColumnElement[Any]:
    key = _KEYS[query.order](table)
    # A search reads the table from end to end in any case; along the index it would fetch
    # row after row from all over the file (measured: seven times as long among a million).
    return func.coalesce(key, key) if query.text else key


def _directed(columns: list[Any], downwards: bool) -> list[Any]:
    return [column.desc() if downwards else column.asc() for column in columns]


def _hung(session: Session, rows: list[Row[Any]], *, has_before: bool, has_after: bool) -> Wall:
    owners = [(row.content_type, row.id) for row in rows]
    frames = main_frames(session, owners)
    cards = tuple(
        TitleCard(row.content_type, row.id, row.name, row.year, frames.get(owner, EMPTY))
        for row, owner in zip(rows, owners, strict=True)
    )
    return Wall(
        cards=cards,
        before=owners[0] if owners and has_before else None,
        after=owners[-1] if owners and has_after else None,
    )
