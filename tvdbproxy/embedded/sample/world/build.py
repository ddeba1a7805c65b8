"""The catalogue, built from its titles: the same every time, for any number of titles."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from tvdbproxy.embedded.sample.world.build_movies import add_movie, movie_title
from tvdbproxy.embedded.sample.world.build_people import add_people
from tvdbproxy.embedded.sample.world.build_series import add_series, series_title
from tvdbproxy.embedded.sample.world.catalogue import Catalogue
from tvdbproxy.embedded.sample.world.ids import (
    EPISODES_EACH,
    FIRST_ARTWORK,
    FIRST_EPISODE,
    FIRST_MOVIE,
    FIRST_MOVIE_ARTWORK,
    FIRST_SEASON,
    FIRST_SERIES,
    MOVIE_ARTWORKS_EACH,
    SEASONS_EACH,
    SERIES_ARTWORKS_EACH,
)
from tvdbproxy.embedded.sample.world.movie_titles import MOVIE_TITLES
from tvdbproxy.embedded.sample.world.organisations import add_organisations
from tvdbproxy.embedded.sample.world.series_titles import SERIES_TITLES
from tvdbproxy.embedded.sample.world.titles import Title

_SERIES_SHARE = 0.6
_REMEMBERED = 1024


def build_catalogue(titles: int | None = None, big_kilobytes: int = 0) -> Catalogue:
    """The built-in world, or exactly ``titles`` titles: fewer of ours, or ours and invented ones.

    Six in ten are series. Invented titles are small: a poster and a background each, and for
    a series one season of two episodes. They are made when asked for, so that a hundred thousand
    of them take no memory. ``big_kilobytes`` is about how long the first series' record shall be.
    """
    total = len(SERIES_TITLES) + len(MOVIE_TITLES) if titles is None else titles
    series = round(total * _SERIES_SHARE)
    movies = total - series
    catalogue = Catalogue()
    add_people(catalogue)
    for number in range(min(series, len(SERIES_TITLES))):
        add_series(catalogue, number, big_kilobytes if number == 0 else 0)
    for number in range(min(movies, len(MOVIE_TITLES))):
        add_movie(catalogue, number)
    _invent_series(catalogue, range(len(SERIES_TITLES), series))
    _invent_movies(catalogue, range(len(MOVIE_TITLES), movies))
    add_organisations(catalogue)
    return catalogue


def title_of(kind: str, record_id: int) -> Title:
    """The title of a series or movie, without making its record."""
    if kind == "movies":
        return movie_title(record_id - FIRST_MOVIE)
    return series_title(record_id - FIRST_SERIES)


def _invent_series(catalogue: Catalogue, numbers: range) -> None:
    catalogue.series.add_made(
        _ids(numbers, FIRST_SERIES), lambda i: _invented(add_series, i - FIRST_SERIES).series[i]
    )
    catalogue.seasons.add_made(
        _ids(numbers, FIRST_SEASON, SEASONS_EACH),
        lambda i: _invented(add_series, (i - FIRST_SEASON) // SEASONS_EACH).seasons[i],
    )
    for slot in (0, 1):
        catalogue.episodes.add_made(
            _ids(numbers, FIRST_EPISODE + slot, EPISODES_EACH),
            lambda i: _invented(add_series, (i - FIRST_EPISODE) // EPISODES_EACH).episodes[i],
        )
        catalogue.artwork.add_made(
            _ids(numbers, FIRST_ARTWORK + slot, SERIES_ARTWORKS_EACH),
            lambda i: _invented(add_series, (i - FIRST_ARTWORK) // SERIES_ARTWORKS_EACH).artwork[i],
        )


def _invent_movies(catalogue: Catalogue, numbers: range) -> None:
    catalogue.movies.add_made(
        _ids(numbers, FIRST_MOVIE), lambda i: _invented(add_movie, i - FIRST_MOVIE).movies[i]
    )
    first = FIRST_ARTWORK + FIRST_MOVIE_ARTWORK
    for slot in (0, 1):
        catalogue.artwork.add_made(
            _ids(numbers, first + slot, MOVIE_ARTWORKS_EACH),
            lambda i: _invented(add_movie, (i - first) // MOVIE_ARTWORKS_EACH).artwork[i],
        )


def _ids(numbers: range, first: int, each: int = 1) -> range:
    return range(first + numbers.start * each, first + numbers.stop * each, each)


@lru_cache(maxsize=_REMEMBERED)
def _invented(add: Callable[[Catalogue, int], None], number: int) -> Catalogue:
    """One invented title with all its parts, in a catalogue of its own."""
    catalogue = Catalogue()
    add(catalogue, number)
    return catalogue
