"""Series records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.artwork import artwork_in_title
from tvdbproxy.embedded.sample.records.character import character_record
from tvdbproxy.embedded.sample.records.company import company_records
from tvdbproxy.embedded.sample.records.episode import episode_base
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.remote import remote_ids
from tvdbproxy.embedded.sample.records.season import season_base, season_type
from tvdbproxy.embedded.sample.records.stamp import stamp
from tvdbproxy.embedded.sample.records.tables import TABLES, genre_records, rating_records
from tvdbproxy.embedded.sample.records.tags import tag_records
from tvdbproxy.embedded.sample.records.title_list import lists_with
from tvdbproxy.embedded.sample.records.trailer import trailers
from tvdbproxy.embedded.sample.records.translation import title_translations
from tvdbproxy.embedded.sample.world.model import Episode, Season, Series
from tvdbproxy.embedded.sample.world.orders import AIRED, arranged
from tvdbproxy.embedded.sample.world.traits import (
    company_ids,
    first_aired,
    last_aired,
    network_id,
    next_aired,
    rating_ids,
    score,
    status_id,
    tag_ids,
)

_STATUSES = {row["id"]: row for row in TABLES["/series/statuses"]}
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def series_base(view: View, series: Series) -> dict[str, Any]:
    """A series as lists and ``/series/{id}`` give it."""
    title = series.title
    status = _STATUSES[status_id("series", title)]
    return {
        "id": series.id,
        "name": title.name,
        "slug": series.slug,
        "image": view.image("series", series),
        "nameTranslations": ["eng", "deu"],
        "overviewTranslations": ["eng", "deu"],
        "aliases": [{"language": "eng", "name": f"{title.name} ({title.year})"}],
        "firstAired": first_aired(title),
        "lastAired": last_aired(title),
        "nextAired": next_aired(title),
        "score": score("series", series.id),
        "status": status,
        "originalCountry": title.country,
        "originalLanguage": "eng",
        "defaultSeasonType": 1,
        "isOrderRandomized": False,
        "lastUpdated": stamp(view.world.updated_at("series", series.id)),
        "averageRuntime": 40 + series.id % 4 * 5,
        "episodes": None,
        "overview": title.overview,
        "year": str(title.year),
    }


def series_extended(view: View, series: Series, *, meta: str, short: bool) -> dict[str, Any]:
    """The whole record. ``short`` leaves artworks and characters null; ``meta`` adds one thing."""
    title, world = series.title, view.world
    network = company_records(world, (network_id(title),))
    record = series_base(view, series) | {
        "artworks": None if short else series_artworks(view, series),
        "companies": company_records(world, company_ids("series", title)),
        "originalNetwork": network[0] if network else None,
        "latestNetwork": network[0] if network else None,
        "genres": genre_records(title.genres),
        "trailers": trailers(title, series.id) or None,
        "lists": lists_with(view, "series", series.id) or None,
        "remoteIds": remote_ids(series.id, tmdb=True),
        "characters": None if short else _characters(view, series),
        "airsDays": {day: day == "thursday" for day in _DAYS},
        "airsTime": "21:00",
        "seasons": [season_base(view, season) for season in _seasons(view, series)],
        "tags": tag_records(tag_ids(title)),
        "contentRatings": rating_records(rating_ids(title)),
        "seasonTypes": _season_types(view, series),
    }
    if meta == "episodes":
        record["episodes"] = [episode_base(view, episode) for episode in episodes_of(view, series)]
    if meta == "translations":
        record["translations"] = title_translations(title)
    return record


def series_artworks(view: View, series: Series) -> list[dict[str, Any]]:
    """All pictures of a series and of its seasons."""
    return [artwork_in_title(view, artwork) for artwork in view.world.artworks(series)]


def episodes_of(view: View, series: Series, order: str = AIRED) -> list[Episode]:
    """The episodes of a series as an order numbers them, specials first."""
    aired = [
        episode
        for season_id in series.season_ids
        if (season := view.world.find("seasons", season_id)) is not None
        for episode_id in season.episode_ids
        if (episode := view.world.find("episodes", episode_id)) is not None
    ]
    return arranged(order, aired)


def _seasons(view: View, series: Series) -> list[Season]:
    ids = (*series.season_ids, *series.further_season_ids)
    found = (view.world.find("seasons", season_id) for season_id in ids)
    return [season for season in found if season is not None]


def _season_types(view: View, series: Series) -> list[dict[str, Any]]:
    orders = dict.fromkeys(season.order for season in _seasons(view, series))
    return [season_type(order) for order in orders]


def _characters(view: View, series: Series) -> list[dict[str, Any]] | None:
    held = (role for role in series.cast if view.world.find("seriespeople", role.id) is not None)
    return [character_record(view, role) for role in held] or None
