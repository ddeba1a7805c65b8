"""Who is in a title, and which titles somebody is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.choose import Owner
from tvdbproxy.catalogue.read.frames import EMPTY, Frame, main_frames
from tvdbproxy.db.models import CONTENT_TABLES, Credit, Person

# Casts run to some hundred names; beyond this the page is a phone book.
MOST_PEOPLE = 96
MOST_CREDITS = 240


@dataclass(frozen=True)
class PersonCard:
    """Somebody in a title. ``roles`` are all that they play; ``job`` is ``Actor``, ..."""

    id: int
    name: str | None
    roles: tuple[str, ...]
    job: str | None
    frame: Frame


@dataclass(frozen=True)
class CreditCard:
    """A title that somebody is in."""

    content_type: str
    id: int
    name: str | None
    year: str | None
    roles: tuple[str, ...]
    job: str | None
    frame: Frame


def people_of(session: Session, owner: Owner) -> tuple[PersonCard, ...]:
    """The first people of its cast and crew, each once. Two queries."""
    rows = session.execute(
        select(Credit.person_id, Credit.role, Credit.job, Person.name)
        .outerjoin(Person, Person.id == Credit.person_id)
        .where(Credit.content_type == owner[0], Credit.content_id == owner[1])
        .order_by(Credit.position, Credit.id)
        .limit(MOST_PEOPLE)
    ).all()
    roles, first = _by_owner(rows, lambda row: ("person", row.person_id))
    frames = main_frames(session, first)
    return tuple(
        PersonCard(row.person_id, row.name, tuple(roles[owner]), row.job, frames.get(owner, EMPTY))
        for owner, row in first.items()
    )


def credits_of(session: Session, person_id: int) -> tuple[CreditCard, ...]:
    """The titles they are in, the newest first. Three queries."""
    rows = session.execute(
        select(Credit.content_type, Credit.content_id, Credit.role, Credit.job)
        .where(Credit.person_id == person_id)
        .order_by(Credit.content_type.desc(), Credit.content_id, Credit.position)
        .limit(MOST_CREDITS)
    ).all()
    roles, first = _by_owner(rows, lambda row: (row.content_type, row.content_id))
    titles, frames = _titles(session, first), main_frames(session, first)
    cards = [
        CreditCard(*owner, *titles[owner], tuple(roles[owner]), row.job, frames.get(owner, EMPTY))
        for owner, row in first.items()
        if owner in titles  # a title that has not been synced has no page
    ]
    return tuple(sorted(cards, key=lambda card: card.year or "", reverse=True))


def _titles(
    session: Session, owners: Iterable[Owner]
) -> dict[Owner, tuple[str | None, str | None]]:
    parts = []
    for kind, table in CONTENT_TABLES.items():
        ids = [number for content_type, number in owners if content_type == kind]
        if ids:
            columns = (literal(kind).label("kind"), table.id, table.name, table.year)
            parts.append(select(*columns).where(table.id.in_(ids)))
    if not parts:
        return {}
    return {(row[0], row[1]): (row[2], row[3]) for row in session.execute(union_all(*parts))}


def _by_owner(
    rows: Iterable[Any], owner_of: Callable[[Any], Owner]
) -> tuple[dict[Owner, list[str]], dict[Owner, Any]]:
    """All roles of each, and the first row of each, in the order of the rows."""
    roles: dict[Owner, list[str]] = defaultdict(list)
    first: dict[Owner, Any] = {}
    for row in rows:
        owner = owner_of(row)
        first.setdefault(owner, row)
        if row.role and row.role not in roles[owner]:
            roles[owner].append(row.role)
    return roles, first
