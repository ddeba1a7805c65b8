"""Movies with their pictures and their cast."""

from __future__ import annotations

from tvdbproxy.embedded.sample.world.build_people import add_cast
from tvdbproxy.embedded.sample.world.catalogue import Catalogue
from tvdbproxy.embedded.sample.world.hanging import Hanging
from tvdbproxy.embedded.sample.world.ids import (
    FIRST_MOVIE,
    FIRST_MOVIE_ARTWORK,
    MOVIE_ARTWORKS_EACH,
)
from tvdbproxy.embedded.sample.world.invention import further_title
from tvdbproxy.embedded.sample.world.model import Movie
from tvdbproxy.embedded.sample.world.movie_titles import MOVIE_TITLES
from tvdbproxy.embedded.sample.world.names import slug_of
from tvdbproxy.embedded.sample.world.oddments import hang_movie_oddments
from tvdbproxy.embedded.sample.world.titles import Title, is_old


def movie_title(number: int) -> Title:
    """One of ours, or an invented one."""
    if number < len(MOVIE_TITLES):
        return MOVIE_TITLES[number]
    return further_title(number + 5, seasons=0)


def add_movie(catalogue: Catalogue, number: int) -> None:
    """Add the ``number``-th movie."""
    ours, title = number < len(MOVIE_TITLES), movie_title(number)
    movie_id = FIRST_MOVIE + number
    first = FIRST_MOVIE_ARTWORK + number * MOVIE_ARTWORKS_EACH
    hanging = Hanging("movies", movie_id, first, old=ours and is_old(title))
    image = hanging.hang(14, "eng", score=100_005, motif="key")
    hanging.hang(15, None, score=100_001, motif="wide")
    if ours:
        _hang(hanging, number)
    catalogue.movies.kept[movie_id] = Movie(
        id=movie_id,
        slug=slug_of(title.name),
        title=title,
        image=image,
        artwork_ids=tuple(artwork.id for artwork in hanging.artworks),
        cast=add_cast(catalogue, "movies", movie_id, number + 100, 4) if ours else (),
    )
    catalogue.hang(hanging.artworks)


def _hang(hanging: Hanging, number: int) -> None:
    hanging.hang(14, None, score=100_001, motif="second")
    if number % 2 == 0:
        hanging.hang(25, "eng", score=100_000, motif="logo")
        hanging.hang(14, "deu", score=100_002, motif="key")
    if number % 3 == 0:
        hanging.hang(16, "eng", score=100_000, motif="strip")
    if number % 4 == 0:
        hanging.hang(18, None, score=100_000, motif="icon")
        hanging.hang(24, "eng", score=100_000, motif="clear")
    hang_movie_oddments(hanging, number)
