"""Series records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.artwork import artwork_in_title
from tvdbproxy.embedded.sample.records.character import character_record
from tvdbproxy.embedded.sample.records.company import company_of
from tvdbproxy.embedded.sample.records.episode import episode_base
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.season import OFFICIAL, season_base
from tvdbproxy.embedded.sample.records.stamp import stamp
from tvdbproxy.embedded.sample.records.tables import genre_records
from tvdbproxy.embedded.sample.records.translation import title_translations
from tvdbproxy.embedded.sample.world.model import Episode, Series

_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def series_base(view: View, series: Series) -> dict[str, Any]:
    """A series as lists and ``/series/{id}`` give it."""
    title = series.title
    continuing = title.year >= 2022
    return {
        "id": series.id,
        "name": title.name,
        "slug": series.slug,
        "image": view.image("series", series),
        "nameTranslations": ["eng", "deu"],
        "overviewTranslations": ["eng", "deu"],
        "aliases": [{"language": "eng", "name": f"{title.name} ({title.year})"}],
        "firstAired": f"{title.year}-03-04",
        "lastAired": f"{title.year + max(title.seasons - 1, 0)}-03-25",
        "nextAired": "",
        "score": 100_000 - series.id % 1000 * 37,
        "status": {
            "id": 1 if continuing else 2,
            "name": "Continuing" if continuing else "Ended",
            "recordType": "series",
            "keepUpdated": continuing,
        },
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
    title = series.title
    company = company_of(title)
    record = series_base(view, series) | {
        "artworks": None if short else series_artworks(view, series),
        "companies": [company],
        "originalNetwork": company,
        "latestNetwork": company,
        "genres": genre_records(title.genres),
        "trailers": None,
        "lists": None,
        "remoteIds": [{"id": imdb_id(series.id), "type": 2, "sourceName": "IMDB"}],
        "characters": None if short else _characters(view, series),
        "airsDays": {day: day == "thursday" for day in _DAYS},
        "airsTime": "21:00",
        "seasons": [season_base(view, season) for season in _seasons(view, series)],
        "tags": None,
        "contentRatings": None,
        "seasonTypes": [OFFICIAL],
    }
    if meta == "episodes":
        record["episodes"] = [episode_base(view, episode) for episode in episodes_of(view, series)]
    if meta == "translations":
        record["translations"] = title_translations(title)
    return record


def series_artworks(view: View, series: Series) -> list[dict[str, Any]]:
    """All pictures of a series and of its seasons."""
    return [artwork_in_title(view, artwork) for artwork in view.world.artworks(series)]


def episodes_of(view: View, series: Series) -> list[Episode]:
    """The episodes of a series in aired order, specials first."""
    return [
        episode
        for season in _seasons(view, series)
        for episode_id in season.episode_ids
        if (episode := view.world.find("episodes", episode_id)) is not None
    ]


def imdb_id(record_id: int) -> str:
    """An invented number in IMDb's style."""
    return f"tt{record_id:08}"


def _seasons(view: View, series: Series) -> list[Any]:
    found = (view.world.find("seasons", season_id) for season_id in series.season_ids)
    return [season for season in found if season is not None]


def _characters(view: View, series: Series) -> list[dict[str, Any]] | None:
    return [character_record(view, role, series) for role in series.cast] or None
