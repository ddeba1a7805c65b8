"""Which of our pictures an upstream path is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from tvdbproxy.db.models import Artwork, ArtworkState
from tvdbproxy.errors import NotFound
from tvdbproxy.vocabulary import image_type_of

_AT_A_TIME = 500
_LOST = (ArtworkState.FAILED, ArtworkState.MISSING)


@dataclass(frozen=True)
class KnownPicture:
    """A picture that has addresses here. What is None is known when it is stored;
    ``placeholder`` is its ThumbHash in hex."""

    artwork_id: int
    content_type: str
    content_id: int
    image_type: str
    path: str
    is_chosen: bool
    revision: str | None
    storage_path: str | None
    processed_at: datetime | None
    width: int | None
    height: int | None
    dominant_color: str | None
    placeholder: str | None


_COLUMNS = (
    Artwork.id.label("artwork_id"),
    Artwork.content_type,
    Artwork.content_id,
    Artwork.image_type,
    Artwork.path,
    Artwork.is_chosen,
    Artwork.revision,
    Artwork.storage_path,
    Artwork.processed_at,
    Artwork.width,
    Artwork.height,
    Artwork.dominant_color,
    Artwork.placeholder,
)


def pictures_at(
    session: Session, paths: Iterable[str], *, only_stored: bool
) -> dict[str, KnownPicture]:
    """The pictures at these paths. Of several at one, which are the same picture, a chosen
    one, because its address is answered fastest, and then the oldest."""
    found: dict[str, KnownPicture] = {}
    for picture in _pictures(session, Artwork.path, sorted(set(paths)), only_stored):
        found.setdefault(picture.path, picture)
    return found


def pictures_with(
    session: Session, ids: Iterable[int], *, only_stored: bool
) -> dict[int, KnownPicture]:
    """The pictures with these ids."""
    found = _pictures(session, Artwork.id, sorted(set(ids)), only_stored)
    return {picture.artwork_id: picture for picture in found}


def can_be_had() -> ColumnElement[bool]:
    """The condition under which a picture's address answers: it is stored, or can be made."""
    return or_(Artwork.revision.is_not(None), Artwork.state.not_in(_LOST))


def _pictures(
    session: Session, column: Any, values: Sequence[Any], only_stored: bool
) -> Iterator[KnownPicture]:
    usable = Artwork.revision.is_not(None) if only_stored else can_be_had()
    for start in range(0, len(values), _AT_A_TIME):
        rows = session.execute(
            select(*_COLUMNS)
            .where(column.in_(values[start : start + _AT_A_TIME]), usable)
            .order_by(Artwork.is_chosen.desc(), Artwork.id)
        )
        pictures = (KnownPicture(**row) for row in rows.mappings())
        yield from filter(_has_address, pictures)


def _has_address(picture: KnownPicture) -> bool:
    """Whether its image type can be asked for: ``image`` means another one to most titles."""
    try:
        means = image_type_of(picture.content_type, picture.image_type)
    except NotFound:
        return False
    return means == picture.image_type
