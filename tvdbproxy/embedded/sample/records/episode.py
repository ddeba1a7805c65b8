"""Episode records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.season import season_base
from tvdbproxy.embedded.sample.records.stamp import stamp
from tvdbproxy.embedded.sample.records.translation import plain_translations
from tvdbproxy.embedded.sample.world.model import Episode


def episode_base(view: View, episode: Episode) -> dict[str, Any]:
    """An episode as lists and ``/episodes/{id}`` give it. Specials say where they belong."""
    image = view.image("episodes", episode)
    record: dict[str, Any] = {
        "id": episode.id,
        "seriesId": episode.series_id,
        "name": episode.name,
        "aired": episode.aired,
        "runtime": episode.runtime,
        "nameTranslations": None,
        "overview": episode.overview,
        "overviewTranslations": None,
        "image": image,
        "imageType": None if image is None else 11,
        "isMovie": 0,
        "seasons": None,
        "number": episode.number,
        "absoluteNumber": episode.absolute,
        "seasonNumber": episode.season_number,
        "lastUpdated": stamp(view.world.updated_at("episodes", episode.id)),
        "finaleType": None,
        "year": None if episode.aired is None else episode.aired[:4],
    }
    if episode.season_number == 0:
        record |= {"airsBeforeSeason": 2, "airsBeforeEpisode": 1}
    return record


def episode_extended(view: View, episode: Episode, *, translations: bool) -> dict[str, Any]:
    """The whole record, its season in it."""
    season = view.world.find("seasons", episode.season_id)
    record = episode_base(view, episode) | {
        "nameTranslations": ["eng"] if episode.name else [],
        "overviewTranslations": ["eng"] if episode.overview else [],
        "seasons": [] if season is None else [season_base(view, season)],
        "awards": None,
        "characters": None,
        "companies": None,
        "contentRatings": None,
        "linkedMovie": None,
        "networks": None,
        "nominations": None,
        "productionCode": "",
        "remoteIds": None,
        "studios": None,
        "tagOptions": None,
        "trailers": None,
    }
    if translations:
        record["translations"] = plain_translations(episode.name, episode.overview)
    return record
