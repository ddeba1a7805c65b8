"""Ids of the newest pictures of one sort: a few steps down an index, however many there are."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
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
    chosen = _OF_TYPE if kind.state is None else _OF_STATE
    given = {"state": kind.state, "before": before, "most": limit}
    found: list[int] = []
    for content_type, image_type in _types(session, kind):
        sort = {"content_type": content_type, "image_type": image_type}
        found += session.scalars(chosen, {**sort, **given})
    return heapq.nlargest(limit, found)


def of_error(
    session: Session, code: str, others: Sequence[ColumnElement[bool]], before: int, limit: int
) -> list[int]:
    """Likewise those with an error of this code of which ``others`` hold as well. The index has
    what these ask for, so that no row is read in vain."""
    having = select(Artwork.id).where(Artwork.error_code.is_not(None), *others)  # as the index
    found = newest(having, [(Artwork.error_code, code)], [Artwork.id], [before])
    return list(session.scalars(found.limit(limit)))


def _types(session: Session, kind: Kind) -> Iterator[tuple[str, str]]:
    for content_type, image_type in session.execute(_IMAGE_TYPES):
        if kind.content_type in (None, content_type) and kind.image_type in (None, image_type):
            yield content_type, image_type


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


def _of_state(state: ColumnElement[str]) -> Select[Any]:
    sort = (Artwork.content_type, Artwork.image_type)
    equal: list[Any] = [(column, bindparam(column.key, type_=column.type)) for column in sort]
    before = bindparam("before", type_=Artwork.id.type)
    chosen = newest(select(Artwork.id), [*equal, (Artwork.state, state)], [Artwork.id], [before])
    return chosen.limit(bindparam("most"))


def _of_type() -> CompoundSelect[Any]:
    """A walk for each state."""
    walks = (_of_state(literal(state.value)).subquery() for state in ArtworkState)
    return union_all(*(select(walk.c.id) for walk in walks))


_IMAGE_TYPES, _OF_TYPE = _image_types(), _of_type()
_OF_STATE = _of_state(bindparam("state", type_=Artwork.state.type))
