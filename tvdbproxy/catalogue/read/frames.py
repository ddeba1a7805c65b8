"""What hangs where a title's picture belongs: the picture, or why there is none yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.choose import Owner
from tvdbproxy.db.models import Artwork
from tvdbproxy.vocabulary import MAIN_IMAGE


@dataclass(frozen=True)
class Picture:
    """A stored picture. ``placeholder`` is its ThumbHash in hex."""

    artwork_id: int
    content_type: str
    content_id: int
    image_type: str
    is_chosen: bool
    revision: str
    width: int
    height: int
    has_alpha: bool
    placeholder: str | None


@dataclass(frozen=True)
class Frame:
    """``picture`` is None until one is stored; ``state`` is then how far it has come, and
    None where the title has no picture at all."""

    picture: Picture | None = None
    state: str | None = None


EMPTY = Frame()


def picture_of(row: Artwork) -> Picture | None:
    """The row's picture, or None while nothing of it is stored."""
    if row.revision is None:
        return None
    return Picture(
        artwork_id=row.id,
        content_type=row.content_type,
        content_id=row.content_id,
        image_type=row.image_type,
        is_chosen=row.is_chosen,
        revision=row.revision,
        width=row.width or 1,
        height=row.height or 1,
        has_alpha=bool(row.has_alpha),
        placeholder=row.placeholder,
    )


def main_frames(session: Session, owners: Iterable[Owner]) -> Mapping[Owner, Frame]:
    """The frames of the titles' own pictures (posters, stills, portraits), in one query.

    A title that is not in the answer has no picture.
    """
    ids: dict[str, list[int]] = defaultdict(list)
    for content_type, content_id in owners:
        ids[content_type].append(content_id)
    if not ids:
        return {}
    wanted = or_(*(_chosen(kind, numbers, MAIN_IMAGE[kind]) for kind, numbers in ids.items()))
    rows = session.scalars(select(Artwork).where(wanted, Artwork.is_chosen))
    return {(row.content_type, row.content_id): Frame(picture_of(row), row.state) for row in rows}


def backdrop(session: Session, owners: Iterable[Owner]) -> Picture | None:
    """The chosen fanart of the first of these titles that has one stored."""
    order = list(owners)
    if not order:
        return None
    wanted = or_(*(_chosen(kind, [number], "fanart") for kind, number in order))
    rows = session.scalars(
        select(Artwork).where(wanted, Artwork.is_chosen, Artwork.revision.is_not(None))
    )
    found = {(row.content_type, row.content_id): picture_of(row) for row in rows}
    return next((found[owner] for owner in order if owner in found), None)


def _chosen(content_type: str, ids: list[int], image_type: str) -> ColumnElement[bool]:
    return and_(
        Artwork.content_type == content_type,
        Artwork.content_id.in_(ids),
        Artwork.image_type == image_type,
    )
