"""The catalogue, built from its titles: the same every time, for any number of titles."""

from __future__ import annotations

from collections.abc import Sequence

from tvdbproxy.embedded.sample.world.hanging import Hanging
from tvdbproxy.embedded.sample.world.invention import (
    PEOPLE,
    episode_name,
    episode_overview,
    further_title,
)
from tvdbproxy.embedded.sample.world.model import (
    Artwork,
    Catalogue,
    Episode,
    Movie,
    Person,
    Role,
    Season,
    Series,
)
from tvdbproxy.embedded.sample.world.movie_titles import MOVIE_TITLES
from tvdbproxy.embedded.sample.world.oddments import hang_movie_oddments, hang_series_oddments
from tvdbproxy.embedded.sample.world.series_titles import SERIES_TITLES
from tvdbproxy.embedded.sample.world.titles import Title

FIRST_SERIES, FIRST_MOVIE = 910001, 360001
_FIRST_SEASON, _FIRST_EPISODE, _FIRST_PERSON = 1990001, 9200011, 300001
_FIRST_ROLE = 64990001
_SERIES_SHARE = 0.6
_MISSING_PHOTO, _NO_PHOTO = 39, 31
_SPECIAL_EVERY = 5


def build_catalogue(titles: int | None = None) -> Catalogue:
    """The built-in world, or exactly ``titles`` titles: fewer of ours, or ours and invented ones.

    Six in ten are series. Invented titles are small: a poster and a background each, and for
    a series one season of two episodes.
    """
    total = len(SERIES_TITLES) + len(MOVIE_TITLES) if titles is None else titles
    series = round(total * _SERIES_SHARE)
    catalogue = Catalogue()
    _add_people(catalogue)
    for number in range(series):
        _add_series(catalogue, number)
    for number in range(total - series):
        _add_movie(catalogue, number)
    return catalogue


def slug_of(name: str) -> str:
    """``Ash and Amber`` as ``ash-and-amber``."""
    return "-".join("".join(c if c.isalnum() or c == " " else "" for c in name.lower()).split())


def _add_people(catalogue: Catalogue) -> None:
    for number, name in enumerate(PEOPLE):
        hanging = Hanging("people", _FIRST_PERSON + number, 900_000 + number * 2)
        image = None
        if number != _NO_PHOTO:
            odd = number == _MISSING_PHOTO
            image = hanging.hang(13, motif=f"person-{number}", missing=odd)
        born = f"{1950 + number % 45}-{number % 12 + 1:02}-{number % 27 + 1:02}"
        person = Person(_FIRST_PERSON + number, slug_of(name), name, born, image)
        catalogue.people[person.id] = person
        _keep(catalogue, hanging.artworks)


def _add_series(catalogue: Catalogue, number: int) -> None:
    ours = number < len(SERIES_TITLES)
    title = SERIES_TITLES[number] if ours else further_title(number, seasons=1)
    series_id = FIRST_SERIES + number
    hanging = Hanging("series", series_id, number * 100)
    image = hanging.hang(2, "eng", score=100_005, motif="key")
    _hang_series(hanging, number, ours=ours)
    seasons = [
        _add_season(catalogue, number, title, order, ours=ours)
        for order in _season_numbers(number, title, ours)
    ]
    ids = [artwork.id for artwork in hanging.artworks]
    ids += [artwork_id for season in seasons for artwork_id in season.artwork_ids]
    catalogue.series[series_id] = Series(
        id=series_id,
        slug=slug_of(title.name),
        title=title,
        image=image,
        season_ids=tuple(season.id for season in seasons),
        artwork_ids=tuple(ids),
        cast=_cast(number, 5) if ours else (),
    )
    _keep(catalogue, hanging.artworks)


def _hang_series(hanging: Hanging, number: int, *, ours: bool) -> None:
    hanging.hang(3, None, score=100_001, motif="wide")
    if not ours:
        return
    hanging.hang(2, "deu", score=100_002, motif="key")
    hanging.hang(2, None, score=100_001, motif="second")
    hanging.hang(1, "eng", score=100_001, motif="strip")
    if number % 2 == 0:
        hanging.hang(3, "eng", score=100_000, motif="wide two")
        hanging.hang(23, "eng", score=100_000, motif="logo")
    if number % 3 == 0:
        hanging.hang(5, None, score=100_000, motif="icon")
    if number % 4 == 0:
        hanging.hang(22, "eng", score=100_000, motif="clear")
    hang_series_oddments(hanging, number)


def _season_numbers(number: int, title: Title, ours: bool) -> Sequence[int]:
    specials = ours and number % _SPECIAL_EVERY == 0
    return range(0 if specials else 1, title.seasons + 1)


def _add_season(
    catalogue: Catalogue, number: int, title: Title, order: int, *, ours: bool
) -> Season:
    season_id = _FIRST_SEASON + number * 5 + (order - 1) % 5
    hanging = Hanging("seasons", season_id, number * 100 + 20 + order * 4, season_number=order)
    image = (
        hanging.hang(7, "eng", score=100_001, motif=f"season {order}") if ours and order else None
    )
    if ours and order == 1 and number % 6 == 0:
        hanging.hang(8, None, score=100_000, motif="season wide")
        hanging.hang(6, "eng", score=100_000, motif="season strip")
    episodes = [
        _add_episode(catalogue, number, title, (order, count), ours=ours)
        for count in range(1, _length(number, order, ours=ours) + 1)
    ]
    season = Season(
        id=season_id,
        series_id=FIRST_SERIES + number,
        number=order,
        episode_ids=tuple(episode.id for episode in episodes),
        image=image,
        artwork_ids=tuple(artwork.id for artwork in hanging.artworks),
    )
    catalogue.seasons[season_id] = season
    _keep(catalogue, hanging.artworks)
    return season


def _length(number: int, order: int, *, ours: bool) -> int:
    """How many episodes a season has."""
    if not ours:
        return 2
    return 4 + (number * 3 + order * 2) % 5 if order else 1


def _add_episode(
    catalogue: Catalogue, number: int, title: Title, place: tuple[int, int], *, ours: bool
) -> Episode:
    order, count = place
    slot = (order - 1) % 5 * 10 + count - 1
    episode_id = _FIRST_EPISODE + number * 50 + slot
    hanging = Hanging("episodes", episode_id, number * 100 + 44 + order * 10 + count)
    image = None
    if ours and order and count <= (3 if order == 1 else 1) and number + order < 25:
        broken = (number, order, count) == (2, 1, 3)
        image = hanging.hang(11, motif=f"still {order}x{count}", truncated=broken)
    bare = order == 0
    episode = Episode(
        id=episode_id,
        series_id=FIRST_SERIES + number,
        season_id=_FIRST_SEASON + number * 5 + (order - 1) % 5,
        season_number=order,
        number=count,
        absolute=0 if bare else (order - 1) * 8 + count,
        name=None if bare else episode_name(number, slot),
        overview=None if bare else episode_overview(number, slot),
        aired=None if bare else f"{title.year + order - 1}-03-{count * 3 + 1:02}",
        runtime=None if bare else 40 + number % 4 * 5,
        image=image,
    )
    catalogue.episodes[episode_id] = episode
    _keep(catalogue, hanging.artworks)
    return episode


def _add_movie(catalogue: Catalogue, number: int) -> None:
    ours = number < len(MOVIE_TITLES)
    title = MOVIE_TITLES[number] if ours else further_title(number + 5, seasons=0)
    movie_id = FIRST_MOVIE + number
    hanging = Hanging("movies", movie_id, 50_000_000 + number * 20)
    image = hanging.hang(14, "eng", score=100_005, motif="key")
    hanging.hang(15, None, score=100_001, motif="wide")
    if ours:
        _hang_movie(hanging, number)
    catalogue.movies[movie_id] = Movie(
        id=movie_id,
        slug=slug_of(title.name),
        title=title,
        image=image,
        artwork_ids=tuple(artwork.id for artwork in hanging.artworks),
        cast=_cast(number + 100, 4) if ours else (),
    )
    _keep(catalogue, hanging.artworks)


def _hang_movie(hanging: Hanging, number: int) -> None:
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


def _cast(number: int, size: int) -> tuple[Role, ...]:
    roles = []
    for sort in range(1, size + 1):
        person = (number * 5 + sort * 7) % len(PEOPLE)
        name = PEOPLE[(person * 3 + number) % len(PEOPLE)].split()[0]
        kind = 3 if sort < size else 1
        role_id = _FIRST_ROLE + number * 10 + sort
        roles.append(Role(role_id, name, _FIRST_PERSON + person, kind, sort))
    return tuple(roles)


def _keep(catalogue: Catalogue, artworks: Sequence[Artwork]) -> None:
    catalogue.artwork.update((artwork.id, artwork) for artwork in artworks)
