"""The catalogue's pictures as operators look for them: by state, kind, error, title and number."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from tvdbproxy.db.models import CONTENT_TABLES, Artwork, Movie, Series
from tvdbproxy.db.newest import also
from tvdbproxy.ops import walks

Owner = tuple[str, int]

# Of names that begin alike, so many are looked through: the words were too few.
_MOST_TITLES = 100
_LAST_LETTER = "\U0010ffff"
_DIGITS = 18


@dataclass(frozen=True)
class Wanted:
    """Which pictures: whatever is given has to hold. ``text`` is a number (of a picture or of a
    title), or how a title of a series or movie begins."""

    state: str | None = None
    content_type: str | None = None
    image_type: str | None = None
    code: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Page:
    """Some pictures, the newest first, with the names of their titles; ``older`` is the id
    before which the next ones come, if there are more."""

    pictures: tuple[Artwork, ...]
    names: Mapping[Owner, str]
    older: int | None


def page(session: Session, wanted: Wanted, *, before: int | None = None, limit: int = 50) -> Page:
    """These pictures with ids below ``before``. A few dozen steps down an index, however many
    pictures there are."""
    ids = _ids(session, wanted, before or walks.BEHIND_ALL, limit + 1)
    rows = session.scalars(
        select(Artwork).where(Artwork.id.in_(ids)).order_by(Artwork.id.desc())
    ).all()
    shown = tuple(rows[:limit])
    owners = [(row.content_type, row.content_id) for row in shown]
    return Page(shown, names(session, owners), shown[-1].id if len(rows) > limit else None)


def names(session: Session, owners: Iterable[Owner]) -> dict[Owner, str]:
    """What these titles are called; those without a name are left out."""
    ids: dict[str, set[int]] = defaultdict(set)
    for content_type, content_id in owners:
        ids[content_type].add(content_id)
    found: dict[Owner, str] = {}
    for content_type, numbers in ids.items():
        table = CONTENT_TABLES[content_type]
        rows = session.execute(select(table.id, table.name).where(table.id.in_(numbers)))
        found |= {(content_type, number): name for number, name in rows if name}
    return found


def _ids(session: Session, wanted: Wanted, before: int, limit: int) -> list[int]:
    if wanted.text:
        return _of_text(session, wanted, before, limit)
    if wanted.code:
        return walks.of_error(session, wanted.code, _conditions(wanted), before, limit)
    kind = walks.Kind(wanted.content_type, wanted.image_type, wanted.state)
    return walks.of_kind(session, kind, before, limit)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Of what is found by something else; the error is left out where it is that."""
    pairs = (
        (Artwork.state, wanted.state),
        (Artwork.content_type, wanted.content_type),
        (Artwork.image_type, wanted.image_type),
        (Artwork.error_code, wanted.code if wanted.text else None),
    )
    return [also(column, value) for column, value in pairs if value]


def _of_text(session: Session, wanted: Wanted, before: int, limit: int) -> list[int]:
    """A title has so few pictures that all of them are looked up, and then sorted."""
    # Not by the bare column: by its index PostgreSQL would go through all pictures in their
    # order, in the hope of meeting enough of these on the way.
    newest = select(Artwork.id).order_by((Artwork.id + 0).desc()).limit(limit)
    others = (*_conditions(wanted), Artwork.id < before)
    found = {
        artwork_id
        for meant in _meant(session, wanted.text)
        for artwork_id in session.scalars(newest.where(meant, *others))
    }
    return heapq.nlargest(limit, found)


def _meant(session: Session, text: str) -> list[ColumnElement[bool]]:
    """What the words may mean. Never one condition with an ``OR``, which no index answers."""
    if text.isascii() and text.isdigit() and len(text) <= _DIGITS:
        # Whatever kind of title has this number: by kind, since the index begins with that.
        return [Artwork.id == int(text), *(_owned(kind, [int(text)]) for kind in CONTENT_TABLES)]
    owners = _titles(session, text.replace("\x00", "").lower())
    return [_owned(kind, ids) for kind, ids in owners.items()]


def _owned(content_type: str, ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(Artwork.content_type == content_type, Artwork.content_id.in_(ids))


def _titles(session: Session, beginning: str) -> dict[str, list[int]]:
    found = {}
    for content_type, table in (("series", Series), ("movie", Movie)):
        begins = table.sort_name.between(beginning, beginning + _LAST_LETTER)
        ids = select(table.id).where(begins).order_by(table.sort_name).limit(_MOST_TITLES)
        found[content_type] = list(session.scalars(ids))
    return found
