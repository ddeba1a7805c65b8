"""Episode records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.award import awards_of, nominations_of, nominee_record
from tvdbproxy.embedded.sample.records.company import company_records
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.remote import remote_ids
from tvdbproxy.embedded.sample.records.season import season_base
from tvdbproxy.embedded.sample.records.stamp import stamp
from tvdbproxy.embedded.sample.records.tables import rating_records
from tvdbproxy.embedded.sample.records.translation import plain_translations
from tvdbproxy.embedded.sample.world.model import Episode, Season
from tvdbproxy.embedded.sample.world.traits import company_ids, rating_ids


def episode_base(view: View, episode: Episode) -> dict[str, Any]:
    """An episode as lists and ``/episodes/{id}`` give it. Specials say where they belong."""
    still = view.world.image_of("episodes", episode)
    record: dict[str, Any] = {
        "id": episode.id,
        "seriesId": episode.series_id,
        "name": episode.name,
        "aired": episode.aired,
        "runtime": episode.runtime,
        "nameTranslations": None,
        "overview": episode.overview,
        "overviewTranslations": None,
        "image": None if still is None else view.address(still),
        "imageType": None if still is None else still.type,
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


def episode_extended(
    view: View, episode: Episode, seasons: list[Season], *, translations: bool
) -> dict[str, Any]:
    """The whole record, with the ``seasons`` that it is in."""
    world, title = view.world, view.world.table("series")[episode.series_id].title
    companies = company_ids("series", title)
    record = episode_base(view, episode) | {
        "nameTranslations": ["eng"] if episode.name else [],
        "overviewTranslations": ["eng"] if episode.overview else [],
        "seasons": [season_base(view, season) for season in seasons],
        "awards": awards_of(world, "episodes", episode.id),
        "characters": None,
        "companies": company_records(world, companies),
        "contentRatings": rating_records(rating_ids(title)),
        "linkedMovie": None,
        "networks": company_records(world, companies[:1]),
        "nominations": _nominations(view, episode),
        "productionCode": "",
        "remoteIds": remote_ids(episode.id),
        "studios": company_records(world, companies[1:2]),
        "tagOptions": None,
        "trailers": None,
    }
    if translations:
        record["translations"] = plain_translations(episode.name, episode.overview)
    return record


def _nominations(view: View, episode: Episode) -> list[dict[str, Any]] | None:
    """Nominations inside the nominated record do not repeat it."""
    found = nominations_of(view.world, "episodes", episode.id)
    return [nominee_record(view.world, nominee, None) for nominee in found] or None
