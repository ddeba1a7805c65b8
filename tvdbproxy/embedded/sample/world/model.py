"""What the catalogue is made of. All of it is immutable; ``edits`` lays changes over it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tvdbproxy.embedded.sample.pictures.oddities import Oddity
from tvdbproxy.embedded.sample.world.titles import Title


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody playing somebody: a TVDB "character"."""

    id: int
    name: str
    person_id: int
    type: int
    sort: int


@dataclass(frozen=True, slots=True)
class Artwork:
    """A picture and whose it is.

    ``owner`` is the kind of record it hangs on (``series``, ``movies``, ``seasons``, ``episodes``,
    ``people``). Artworks with the same ``motif`` are drawn alike, byte for byte.
    """

    id: int
    type: int
    owner: str
    owner_id: int
    path: str
    motif: str
    language: str | None = None
    score: int = 0
    season_number: int | None = None
    oddity: Oddity | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A series; ``image`` is the id of its chosen artwork."""

    id: int
    slug: str
    title: Title
    image: int
    season_ids: tuple[int, ...]
    artwork_ids: tuple[int, ...]
    cast: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Movie:
    """A movie; ``image`` is the id of its chosen artwork."""

    id: int
    slug: str
    title: Title
    image: int
    artwork_ids: tuple[int, ...]
    cast: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Season:
    """A season in aired order; number 0 holds the specials. ``image`` may be None."""

    id: int
    series_id: int
    number: int
    episode_ids: tuple[int, ...]
    image: int | None
    artwork_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode; those without a still have ``image`` None, as upstream really does."""

    id: int
    series_id: int
    season_id: int
    season_number: int
    number: int
    absolute: int
    name: str | None
    overview: str | None
    aired: str | None
    runtime: int | None
    image: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in front of or behind the camera."""

    id: int
    slug: str
    name: str
    born: str
    image: int | None


@dataclass
class Catalogue:
    """Everything there is, by id."""

    series: dict[int, Series] = field(default_factory=dict)
    movies: dict[int, Movie] = field(default_factory=dict)
    seasons: dict[int, Season] = field(default_factory=dict)
    episodes: dict[int, Episode] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    artwork: dict[int, Artwork] = field(default_factory=dict)
