"""The best picture of a title for somebody who reads certain languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.rewriting.known import can_be_had
from tvdbproxy.db.models import CONTENT_TABLES, Artwork
from tvdbproxy.errors import NotFound

Matched = Literal["wanted", "original", "textless", "english", "any"]
_ENGLISH = "eng"


@dataclass(frozen=True)
class Best:
    """A picture, and the step of the chain that led to it."""

    artwork_id: int
    matched: Matched


@dataclass(frozen=True)
class Candidate:
    """What decides between pictures of one kind. No ``language`` means none in particular."""

    artwork_id: int
    language: str | None
    includes_text: bool | None
    score: float


def best_artwork(
    session: Session,
    content_type: str,
    content_id: int,
    image_type: str,
    languages: Sequence[str] = (),
) -> Best:
    """The best of a title's pictures of one type that can be had.

    Raises ``NotFound``: ``unknown_content`` if we do not hold the title, ``no_artwork`` if it
    has no such picture.
    """
    table = CONTENT_TABLES[content_type]
    title = session.get(table, content_id)
    if title is None:
        raise NotFound(f"There is no {content_type} {content_id} here.", code="unknown_content")
    rows = session.execute(
        select(Artwork.id, Artwork.language, Artwork.includes_text, Artwork.score).where(
            Artwork.content_type == content_type,
            Artwork.content_id == content_id,
            Artwork.image_type == image_type,
            can_be_had(),
        )
    )
    found = best_of([Candidate(*row) for row in rows], languages, _original(session, title))
    if found is None:
        raise NotFound(f"This {content_type} has no {image_type}.", code="no_artwork")
    return found


def best_of(
    candidates: Sequence[Candidate], languages: Sequence[str], original: str | None
) -> Best | None:
    """The best by the first step that any picture passes: the wanted languages one after the
    other, the title's own, without text, English, any. Within a step the highest score wins,
    and the oldest among equals."""
    for matched, passes in _chain(languages, original):
        if fitting := [candidate for candidate in candidates if passes(candidate)]:
            best = min(fitting, key=lambda c: (-c.score, c.artwork_id))
            return Best(best.artwork_id, matched)
    return None


def _chain(
    languages: Iterable[str], original: str | None
) -> Iterator[tuple[Matched, Callable[[Candidate], bool]]]:
    for language in languages:
        yield "wanted", _in(language)
    if original:
        yield "original", _in(original)
    yield "textless", _is_textless
    yield "english", _in(_ENGLISH)
    yield "any", lambda candidate: True


def _in(language: str) -> Callable[[Candidate], bool]:
    wanted = language.lower()
    return lambda candidate: (candidate.language or "").lower() == wanted


def _is_textless(candidate: Candidate) -> bool:
    return candidate.language is None or candidate.includes_text is False


def _original(session: Session, title: Any) -> str | None:
    """The language that a title was made in; seasons and episodes have their series'."""
    if (series_id := getattr(title, "series_id", None)) is not None:
        title = session.get(CONTENT_TABLES["series"], series_id)
    language: str | None = getattr(title, "original_language", None)
    return language
