"""The catalogue's pictures as operators look for them: by state, kind, error, title and number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from tvdbproxy.db.models import CONTENT_TABLES, Artwork, Movie, Series

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
    """These pictures with ids below ``before``. A few look-ups by index."""
    conditions = [*_conditions(wanted), *_of_text(session, wanted.text)]
    if before is not None:
        conditions.append(Artwork.id < before)
    rows = session.scalars(
        select(Artwork).where(*conditions).order_by(Artwork.id.desc()).limit(limit + 1)
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


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    pairs = (
        (Artwork.state, wanted.state),
        (Artwork.content_type, wanted.content_type),
        (Artwork.image_type, wanted.image_type),
        (Artwork.error_code, wanted.code),
    )
    return [column == value for column, value in pairs if value]


def _of_text(session: Session, text: str) -> Sequence[ColumnElement[bool]]:
    if not text:
        return []
    if text.isascii() and text.isdigit() and len(text) <= _DIGITS:
        return [or_(Artwork.id == int(text), *_all_of(int(text)))]
    owners = _titles(session, text.replace("\x00", "").lower())
    return [or_(*(_owned(kind, ids) for kind, ids in owners.items()), Artwork.id == -1)]


def _all_of(content_id: int) -> list[ColumnElement[bool]]:
    """Whatever kind of title has this number: by kind, since the index begins with that."""
    return [_owned(kind, [content_id]) for kind in CONTENT_TABLES]


def _owned(content_type: str, ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(Artwork.content_type == content_type, Artwork.content_id.in_(ids))


def _titles(session: Session, beginning: str) -> dict[str, list[int]]:
    found = {}
    for content_type, table in (("series", Series), ("movie", Movie)):
        begins = table.sort_name.between(beginning, beginning + _LAST_LETTER)
        ids = select(table.id).where(begins).order_by(table.sort_name).limit(_MOST_TITLES)
        found[content_type] = list(session.scalars(ids))
    return found
