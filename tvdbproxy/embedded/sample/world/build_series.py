"""Series with their seasons, episodes, pictures and cast."""

from __future__ import annotations

from collections.abc import Sequence

from tvdbproxy.embedded.sample.world.build_people import add_cast, add_extras
from tvdbproxy.embedded.sample.world.catalogue import Catalogue
from tvdbproxy.embedded.sample.world.hanging import Hanging
from tvdbproxy.embedded.sample.world.ids import (
    EPISODES_EACH,
    FIRST_EPISODE,
    FIRST_FURTHER_SEASON,
    FIRST_SEASON,
    FIRST_SERIES,
    SEASONS_EACH,
    SERIES_ARTWORKS_EACH,
)
from tvdbproxy.embedded.sample.world.invention import (
    episode_name,
    episode_overview,
    further_title,
)
from tvdbproxy.embedded.sample.world.model import Episode, Season, Series
from tvdbproxy.embedded.sample.world.names import slug_of
from tvdbproxy.embedded.sample.world.oddments import hang_series_oddments
from tvdbproxy.embedded.sample.world.orders import ORDERS, arranged, orders_of
from tvdbproxy.embedded.sample.world.series_titles import SERIES_TITLES
from tvdbproxy.embedded.sample.world.titles import Title, is_old

_SPECIAL_EVERY = 5
_FIRST_OF_MANY = 90_000_000
# What one more picture and one more role add to the record of a series.
_BYTES_A_PAIR = 1020


def series_title(number: int) -> Title:
    """One of ours, or an invented one."""
    return (
        SERIES_TITLES[number] if number < len(SERIES_TITLES) else further_title(number, seasons=1)
    )


def add_series(catalogue: Catalogue, number: int, more_kilobytes: int = 0) -> None:
    """Add the ``number``-th series; its record shall be about ``more_kilobytes`` longer."""
    ours, title = number < len(SERIES_TITLES), series_title(number)
    series_id = FIRST_SERIES + number
    hanging = Hanging("series", series_id, number * SERIES_ARTWORKS_EACH, old=_old(number, title))
    image = hanging.hang(2, "eng", score=100_005, motif="key")
    _hang(hanging, number, ours=ours)
    seasons = [
        _add_season(catalogue, number, title, order, ours=ours)
        for order in _season_numbers(number, title, ours)
    ]
    pairs = more_kilobytes * 1024 // _BYTES_A_PAIR
    many = _hang_many(series_id, pairs)
    ids = [artwork.id for artwork in (*hanging.artworks, *many.artworks)]
    ids += [artwork_id for season in seasons for artwork_id in season.artwork_ids]
    catalogue.series.kept[series_id] = Series(
        id=series_id,
        slug=slug_of(title.name),
        title=title,
        image=image,
        season_ids=tuple(season.id for season in seasons),
        artwork_ids=tuple(ids),
        further_season_ids=tuple(_further_seasons(catalogue, number, seasons)) if ours else (),
        cast=(*add_cast(catalogue, "series", series_id, number, 5),
              *add_extras(catalogue, series_id, pairs)) if ours else (),
    )  # fmt: skip
    catalogue.hang([*hanging.artworks, *many.artworks])


def _old(number: int, title: Title) -> bool:
    return number < len(SERIES_TITLES) and is_old(title)


def _hang(hanging: Hanging, number: int, *, ours: bool) -> None:
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


def _hang_many(series_id: int, count: int) -> Hanging:
    hanging = Hanging("series", series_id, _FIRST_OF_MANY)
    for number in range(count):
        hanging.hang(2, "eng", score=1000 - number, motif=f"one of many {number}")
    return hanging


def _season_numbers(number: int, title: Title, ours: bool) -> Sequence[int]:
    specials = ours and number % _SPECIAL_EVERY == 0
    return range(0 if specials else 1, title.seasons + 1)


def _season_id(number: int, order: int) -> int:
    return FIRST_SEASON + number * SEASONS_EACH + (order - 1) % SEASONS_EACH


def _add_season(
    catalogue: Catalogue, number: int, title: Title, order: int, *, ours: bool
) -> Season:
    season_id = _season_id(number, order)
    first = number * SERIES_ARTWORKS_EACH + 20 + order * 4
    hanging = Hanging("seasons", season_id, first, season_number=order, old=_old(number, title))
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
    catalogue.seasons.kept[season_id] = season
    catalogue.hang(hanging.artworks)
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
    slot = (order - 1) % SEASONS_EACH * 10 + count - 1
    bare = order == 0
    episode_id = FIRST_EPISODE + number * EPISODES_EACH + slot
    shown = ours and not bare and count <= (3 if order == 1 else 1) and number + order < 25
    episode = Episode(
        id=episode_id,
        series_id=FIRST_SERIES + number,
        season_id=_season_id(number, order),
        season_number=order,
        number=count,
        absolute=0 if bare else (order - 1) * 8 + count,
        name=None if bare else episode_name(number, slot),
        overview=None if bare else episode_overview(number, slot),
        aired=None if bare else f"{title.year + order - 1}-03-{count * 3 + 1:02}",
        runtime=None if bare else 40 + number % 4 * 5,
        image=_hang_still(catalogue, number, title, place, episode_id) if shown else None,
    )
    catalogue.episodes.kept[episode_id] = episode
    return episode


def _hang_still(
    catalogue: Catalogue, number: int, title: Title, place: tuple[int, int], episode_id: int
) -> int:
    order, count = place
    old = _old(number, title)
    first = number * SERIES_ARTWORKS_EACH + 44 + order * 10 + count
    hanging = Hanging("episodes", episode_id, first, old=old, series_id=FIRST_SERIES + number)
    broken = (number, order, count) == (2, 1, 3)
    still = hanging.hang(12 if old else 11, motif=f"still {order}x{count}", truncated=broken)
    catalogue.hang(hanging.artworks)
    return still


def _further_seasons(catalogue: Catalogue, number: int, aired: list[Season]) -> list[int]:
    """The seasons of the other orders; they have no pictures of their own."""
    episodes = [catalogue.episodes[i] for season in aired for i in season.episode_ids]
    ids = []
    for order_id, order, _ in ORDERS:
        if order not in orders_of(number):
            continue
        for season in sorted({e.season_number for e in arranged(order, episodes)}):
            season_id = FIRST_FURTHER_SEASON + number * 100 + order_id * 10 + season
            series_id = FIRST_SERIES + number
            catalogue.seasons.kept[season_id] = Season(
                season_id, series_id, season, (), None, (), order
            )
            ids.append(season_id)
    return ids
