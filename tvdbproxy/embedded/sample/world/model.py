"""What the catalogue is made of. All of it is immutable; ``World`` lays changes over it."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.embedded.sample.pictures.oddities import Oddity
from tvdbproxy.embedded.sample.world.titles import Title


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody playing somebody: a TVDB "character".

    ``kind`` and ``title_id`` say in which series or movie. Few have an ``image`` of their own.
    """

    id: int
    name: str
    person_id: int
    type: int
    sort: int
    kind: str
    title_id: int
    image: int | None = None


@dataclass(frozen=True, slots=True)
class Artwork:
    """A picture and whose it is.

    ``owner`` is the kind of record it hangs on, as in ``World``. Artworks with the same
    ``motif`` are drawn alike, byte for byte.
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
    """A series; ``image`` is the id of its chosen artwork.

    ``season_ids`` are those of the aired order, ``further_season_ids`` those of its other orders.
    """

    id: int
    slug: str
    title: Title
    image: int
    season_ids: tuple[int, ...]
    artwork_ids: tuple[int, ...]
    further_season_ids: tuple[int, ...] = ()
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
    """A season; number 0 holds the specials. ``image`` may be None.

    ``order`` is the word for its season type. Only seasons in aired order name their episodes.
    """

    id: int
    series_id: int
    number: int
    episode_ids: tuple[int, ...]
    image: int | None
    artwork_ids: tuple[int, ...]
    order: str = "official"


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


@dataclass(frozen=True, slots=True)
class Company:
    """A company; ``type`` is the id of its company type, ``parent_id`` the company that owns it."""

    id: int
    slug: str
    name: str
    country: str
    type: int
    founded: str | None
    image: int | None
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class TitleList:
    """Titles that belong together; ``entries`` are pairs of kind and id, in order."""

    id: int
    slug: str
    name: str
    german: str
    overview: str
    is_official: bool
    image: int | None
    entries: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Award:
    """A prize."""

    id: int
    name: str
    image: int | None


@dataclass(frozen=True, slots=True)
class AwardCategory:
    """What a prize is given for: ``series``, ``movies``, ``episodes`` or ``seriespeople``."""

    id: int
    award_id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Nominee:
    """A record that was nominated in a category; its kind is the category's."""

    id: int
    category_id: int
    record_id: int
    year: str
    is_winner: bool
