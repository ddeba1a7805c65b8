"""What an invented title is, and how its pictures should look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """An idea for a series or a movie; ``look`` is scene, palette and layout."""

    name: str
    german: str
    look: tuple[str, str, str]
    year: int
    country: str
    genres: tuple[int, ...]
    seasons: int
    overview: str


_OLD = 2016


def is_old(title: Title) -> bool:
    """Whether its pictures were there before the present form of their addresses."""
    return title.year <= _OLD
