"""Seasons and episodes."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success
from tvdbproxy.embedded.sample.records.episode import episode_base, episode_extended
from tvdbproxy.embedded.sample.records.season import season_base, season_extended
from tvdbproxy.embedded.sample.records.series import episodes_of, series_base
from tvdbproxy.embedded.sample.records.translation import plain_translation
from tvdbproxy.embedded.sample.world.model import Episode

_ORDERS = ("default", "official", "dvd", "absolute", "alternate", "regional", "altdvd", "alttwo")
_HELD_ORDERS = ("default", "official")


def list_seasons(call: Call) -> Reply:
    """All seasons; their images are relative."""
    items, links = page_of(call, list(call.world.living("seasons")))
    return success([season_base(call.view.relative, item) for item in items], links)


def one_season(call: Call) -> Reply:
    """A season by id."""
    return success(season_base(call.view, call.record("seasons")))


def whole_season(call: Call) -> Reply:
    """A season with its pictures and episodes."""
    season = call.record("seasons")
    found = (call.world.find("episodes", episode_id) for episode_id in season.episode_ids)
    episodes = [episode_base(call.view, episode) for episode in found if episode is not None]
    translations = call.query.get("meta") == "translations"
    return success(season_extended(call.view, season, episodes, translations=translations))


def season_translation(call: Call) -> Reply:
    """Seasons have names in English only, and only where they are numbered."""
    season = call.record("seasons")
    return _translated(call, f"Season {season.number}" if season.number else None, None)


def list_episodes(call: Call) -> Reply:
    """All episodes."""
    items, links = page_of(call, list(call.world.living("episodes")))
    return success([episode_base(call.view, item) for item in items], links)


def one_episode(call: Call) -> Reply:
    """An episode by id."""
    return success(episode_base(call.view, call.record("episodes")))


def whole_episode(call: Call) -> Reply:
    """An episode with its season."""
    translations = call.query.get("meta") == "translations"
    return success(episode_extended(call.view, call.record("episodes"), translations=translations))


def episode_translation(call: Call) -> Reply:
    """An episode in English."""
    episode = call.record("episodes")
    return _translated(call, episode.name, episode.overview)


def episodes_of_series(call: Call) -> Reply:
    """A series beside its episodes, narrowed by ``season``, ``episodeNumber``, ``airDate``."""
    series = call.record("series")
    season, number = call.number("season"), call.number("episodeNumber")
    if number is not None and season is None:
        raise Refusal(400, "Bad Request")
    aired = call.query.get("airDate")
    episodes = [
        episode
        for episode in _in_order(call, episodes_of(call.view, series))
        if (season is None or episode.season_number == season)
        and (number is None or episode.number == number)
        and (not aired or episode.aired == aired)
    ]
    items, links = page_of(call, episodes)
    records = [episode_base(call.view, episode) for episode in items]
    return success({"series": series_base(call.view, series), "episodes": records}, links)


def episodes_in_language(call: Call) -> Reply:
    """The series itself with its episodes inside; their images are relative.

    Only English is held; in any other language names and overviews are null.
    """
    series = call.record("series")
    items, links = page_of(call, _in_order(call, episodes_of(call.view, series)))
    episodes = [episode_base(call.view.relative, episode) for episode in items]
    if call.parts["language"] != "eng":
        episodes = [episode | {"name": None, "overview": None} for episode in episodes]
    return success(series_base(call.view, series) | {"episodes": episodes}, links)


def _in_order(call: Call, episodes: list[Episode]) -> list[Episode]:
    order = call.parts["order"]
    if order not in _ORDERS:
        raise Refusal(400, "Bad Request")
    return episodes if order in _HELD_ORDERS else []


def _translated(call: Call, name: str | None, overview: str | None) -> Reply:
    record = plain_translation(name, overview, call.parts["language"])
    if record is None:
        raise Refusal(404, "NotFoundException: error fetching translation")
    return success(record)
