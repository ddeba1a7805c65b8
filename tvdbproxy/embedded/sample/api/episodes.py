"""Episodes, by themselves and of a series."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call, missing
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success
from tvdbproxy.embedded.sample.records.episode import episode_base, episode_extended
from tvdbproxy.embedded.sample.records.series import episodes_of, series_base
from tvdbproxy.embedded.sample.records.translation import plain_translation
from tvdbproxy.embedded.sample.world.model import Episode, Season, Series
from tvdbproxy.embedded.sample.world.orders import AIRED, ORDERS

_DEFAULT = "default"


def list_episodes(call: Call) -> Reply:
    """All episodes."""
    items, links = page_of(call, call.world.living("episodes"))
    return success([episode_base(call.view, item) for item in items], links)


def one_episode(call: Call) -> Reply:
    """An episode by id."""
    episode = call.record("episodes")
    return call.answer("episodes", episode, episode_base(call.view, episode))


def whole_episode(call: Call) -> Reply:
    """An episode with its seasons, one of each order."""
    episode = call.record("episodes")
    translations = call.meta == "translations"
    record = episode_extended(
        call.view, episode, _seasons_with(call, episode), translations=translations
    )
    return call.answer("episodes", episode, record)


def episode_translation(call: Call) -> Reply:
    """An episode in English."""
    episode = call.record("episodes")
    record = plain_translation(episode.name, episode.overview, call.parts["language"])
    if record is None:
        raise missing("translation")
    return call.answer("episodes", episode, record)


def episodes_of_series(call: Call) -> Reply:
    """A series beside its episodes, narrowed by ``season``, ``episodeNumber``, ``airDate``.

    Upstream forgets ``airDate`` when it counts: ``total_items`` is of all of them.
    """
    series = call.record("series")
    season, number = call.number("season"), call.number("episodeNumber")
    if number is not None and season is None:
        raise Refusal(400, "Bad Request")
    counted = [
        episode
        for episode in _ordered(call, series)
        if (season is None or episode.season_number == season)
        and (number is None or episode.number == number)
    ]
    aired = call.query.get("airDate")
    found = [episode for episode in counted if not aired or episode.aired == aired]
    items, links = page_of(call, found)
    links["total_items"] = len(counted)
    records = [episode_base(call.view, episode) for episode in items]
    return success({"series": series_base(call.view, series), "episodes": records}, links)


def episodes_in_language(call: Call) -> Reply:
    """The series itself with its episodes inside; their images are relative.

    Only English is held; in any other language names and overviews are null.
    """
    series = call.record("series")
    items, links = page_of(call, _ordered(call, series))
    episodes = [episode_base(call.view.relative, episode) for episode in items]
    if call.parts["language"] != "eng":
        episodes = [episode | {"name": None, "overview": None} for episode in episodes]
    return success(series_base(call.view, series) | {"episodes": episodes}, links)


def _ordered(call: Call, series: Series) -> list[Episode]:
    """The episodes in the order that the path names; none where the series has no such order."""
    order = call.parts["order"]
    order = AIRED if order == _DEFAULT else order
    if order not in [word for _, word, _ in ORDERS]:
        raise Refusal(400, "Bad Request")
    seasons = _seasons(call, series)
    held = order == AIRED or any(season.order == order for season in seasons)
    return episodes_of(call.view, series, order) if held else []


def _seasons(call: Call, series: Series) -> list[Season]:
    ids = (*series.season_ids, *series.further_season_ids)
    found = (call.world.find("seasons", season_id) for season_id in ids)
    return [season for season in found if season is not None]


def _seasons_with(call: Call, episode: Episode) -> list[Season]:
    series = call.world.table("series")[episode.series_id]
    seasons = _seasons(call, series)
    numbers = {
        (order, placed.season_number)
        for order in {season.order for season in seasons}
        for placed in episodes_of(call.view, series, order)
        if placed.id == episode.id
    }
    return [season for season in seasons if (season.order, season.number) in numbers]
