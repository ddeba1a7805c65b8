"""Ids of the newest pictures of one sort: a few steps down an index, however many there are."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from tvdbproxy.db.models import CONTENT_TABLES, Artwork, ArtworkState
from tvdbproxy.db.newest import newest

BEHIND_ALL = 2**62


@dataclass(frozen=True)
class Kind:
    """Of which titles, which pictures of them, and how far they are; None is any."""

    content_type: str | None = None
    image_type: str | None = None
    state: str | None = None


def of_kind(session: Session, kind: Kind, before: int, limit: int) -> list[int]:
    """Those below ``before``, the highest first. Where something is open there is a walk for
    each value that it may have."""
    if kind == Kind():
        every = newest(select(Artwork.id), [], [Artwork.id], [before])
        return list(session.scalars(every.limit(limit)))
    found: list[int] = []
    for content_type, image_type, state in _sorts(session, kind):
        sort = {"content_type": content_type, "image_type": image_type, "state": state}
        found += session.scalars(_OF_SORT, {**sort, "before": before, "most": limit})
    return heapq.nlargest(limit, found)


def of_error(
    session: Session, code: str, others: Sequence[ColumnElement[bool]], before: int, limit: int
) -> list[int]:
    """Likewise those with an error of this code of which ``others`` hold as well. The index has
    what these ask for, so that no row is read in vain."""
    having = select(Artwork.id).where(Artwork.error_code.is_not(None), *others)  # as the index
    found = newest(having, [(Artwork.error_code, code)], [Artwork.id], [before])
    return list(session.scalars(found.limit(limit)))


def _sorts(session: Session, kind: Kind) -> Iterator[tuple[str, str, str]]:
    """Every one that is of this kind."""
    states = [kind.state] if kind.state else list(ArtworkState)
    for content_type, image_type in session.execute(_IMAGE_TYPES):
        if kind.content_type in (None, content_type) and kind.image_type in (None, image_type):
            yield from ((content_type, image_type, state) for state in states)


def _image_types() -> Select[Any]:
    """Of each content type, which image types there are: upstream may have thought of new ones.
    One step down the index for each of them."""
    begins = (
        select(literal(owner).label("owner"), literal("").label("type")) for owner in CONTENT_TABLES
    )
    types = select(union_all(*begins).subquery()).cte("types", recursive=True)
    other = aliased(Artwork)
    following = (
        select(func.min(other.image_type))
        .where(other.content_type == types.c.owner, other.image_type > types.c.type)
        .scalar_subquery()
    )
    types = types.union_all(select(types.c.owner, following).where(types.c.type.is_not(None)))
    return select(types).where(types.c.type > "")


def _of_sort() -> Select[Any]:
    sort = (Artwork.content_type, Artwork.image_type, Artwork.state)
    equal = [(column, bindparam(column.key, type_=column.type)) for column in sort]
    before = bindparam("before", type_=Artwork.id.type)
    chosen = newest(select(Artwork.id), equal, [Artwork.id], [before])
    return chosen.limit(bindparam("most"))


_IMAGE_TYPES, _OF_SORT = _image_types(), _of_sort()
