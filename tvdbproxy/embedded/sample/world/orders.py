"""The orders in which a series' episodes can be watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tvdbproxy.embedded.sample.world.model import Episode

AIRED = "official"
ORDERS: tuple[tuple[int, str, str], ...] = (
    (1, AIRED, "Aired Order"),
    (2, "dvd", "DVD Order"),
    (3, "absolute", "Absolute Order"),
    (4, "alternate", "Alternate Order"),
    (5, "regional", "Regional Order"),
    (6, "altdvd", "Alternate DVD Order"),
    (7, "alttwo", "Alternate Order 2"),
)
"""Id, word and name of each season type."""

_SHORT_SEASON = 6
_Arrangement = Callable[[list[Episode]], list[Episode]]


def orders_of(number: int) -> tuple[str, ...]:
    """The orders that the ``number``-th series has beside the aired one."""
    words = tuple(word for _, word, _ in ORDERS[1:])
    if number % 12 == 1:
        return words
    return words[:2] if number % 3 == 1 else ()


def arranged(order: str, episodes: Sequence[Episode]) -> list[Episode]:
    """The episodes (given in aired order) numbered and sorted in another order.

    Specials keep their season 0.
    """
    if order == AIRED:
        return list(episodes)
    specials = [episode for episode in episodes if not episode.season_number]
    regular = [episode for episode in episodes if episode.season_number]
    return specials + _ARRANGEMENTS[order](regular)


def _backwards_in_seasons(episodes: list[Episode]) -> list[Episode]:
    seasons = sorted({episode.season_number for episode in episodes})
    return [
        replace(episode, number=count)
        for season in seasons
        for count, episode in enumerate(
            reversed([e for e in episodes if e.season_number == season]), start=1
        )
    ]


def _in_one(episodes: list[Episode]) -> list[Episode]:
    return _in_seasons_of(max(len(episodes), 1), episodes)


def _in_short_seasons(episodes: list[Episode]) -> list[Episode]:
    return _in_seasons_of(_SHORT_SEASON, episodes)


def _one_season_later(episodes: list[Episode]) -> list[Episode]:
    return [replace(episode, season_number=episode.season_number + 1) for episode in episodes]


def _short_and_backwards(episodes: list[Episode]) -> list[Episode]:
    return _in_short_seasons(_backwards_in_seasons(episodes))


def _all_backwards(episodes: list[Episode]) -> list[Episode]:
    return _in_one(episodes[::-1])


def _in_seasons_of(length: int, episodes: list[Episode]) -> list[Episode]:
    return [
        replace(episode, season_number=place // length + 1, number=place % length + 1)
        for place, episode in enumerate(episodes)
    ]


_ARRANGEMENTS: dict[str, _Arrangement] = {
    "dvd": _backwards_in_seasons,
    "absolute": _in_one,
    "alternate": _in_short_seasons,
    "regional": _one_season_later,
    "altdvd": _short_and_backwards,
    "alttwo": _all_backwards,
}
