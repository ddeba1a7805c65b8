"""Seasons."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call, missing
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.episode import episode_base
from tvdbproxy.embedded.sample.records.season import season_base, season_extended, season_name
from tvdbproxy.embedded.sample.records.series import episodes_of
from tvdbproxy.embedded.sample.records.translation import plain_translation
from tvdbproxy.embedded.sample.world.model import Episode, Season


def list_seasons(call: Call) -> Reply:
    """All seasons; their images are relative."""
    items, links = page_of(call, call.world.living("seasons"))
    return success([season_base(call.view.relative, item) for item in items], links)


def one_season(call: Call) -> Reply:
    """A season by id."""
    season = call.record("seasons")
    return call.answer("seasons", season, season_base(call.view, season))


def whole_season(call: Call) -> Reply:
    """A season with its pictures and its episodes, as its order numbers them."""
    season = call.record("seasons")
    episodes = [episode_base(call.view, episode) for episode in _episodes(call, season)]
    translations = call.meta == "translations"
    record = season_extended(call.view, season, episodes, translations=translations)
    return call.answer("seasons", season, record)


def season_translation(call: Call) -> Reply:
    """Seasons have names in English only, and only where they are numbered."""
    season = call.record("seasons")
    record = plain_translation(season_name(season), None, call.parts["language"])
    if record is None:
        raise missing("translation")
    return call.answer("seasons", season, record)


def _episodes(call: Call, season: Season) -> list[Episode]:
    series = call.world.table("series")[season.series_id]
    ordered = episodes_of(call.view, series, season.order)
    return [episode for episode in ordered if episode.season_number == season.number]
