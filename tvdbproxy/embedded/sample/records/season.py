"""Season records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.artwork import artwork_in_title
from tvdbproxy.embedded.sample.records.company import no_companies
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.stamp import stamp
from tvdbproxy.embedded.sample.records.tables import TABLES
from tvdbproxy.embedded.sample.records.translation import plain_translations
from tvdbproxy.embedded.sample.world.model import Season

_TYPES = {row["type"]: row for row in TABLES["/seasons/types"]}


def season_base(view: View, season: Season) -> dict[str, Any]:
    """A season; one without a picture has no ``image`` and no ``imageType`` at all."""
    record: dict[str, Any] = {
        "id": season.id,
        "seriesId": season.series_id,
        "type": season_type(season.order),
        "number": season.number,
        "nameTranslations": [],
        "overviewTranslations": [],
        "companies": no_companies(),
        "lastUpdated": stamp(view.world.updated_at("seasons", season.id)),
    }
    if (image := view.image("seasons", season)) is not None:
        record |= {"image": image, "imageType": 7}
    return record


def season_type(order: str) -> dict[str, Any]:
    """The record of a season type by its word."""
    return _TYPES[order]


def season_extended(
    view: View, season: Season, episodes: list[dict[str, Any]], *, translations: bool
) -> dict[str, Any]:
    """The whole record; its pictures are under ``artwork``, in the singular."""
    series = view.world.table("series")[season.series_id]
    artworks = (view.world.find("artwork", artwork_id) for artwork_id in season.artwork_ids)
    pictures = [artwork_in_title(view, artwork) for artwork in artworks if artwork is not None]
    record = season_base(view, season) | {
        "year": str(series.title.year + max(season.number - 1, 0)),
        "artwork": pictures or None,
        "episodes": episodes,
        "trailers": None,
        "tagOptions": None,
    }
    if translations:
        record["translations"] = plain_translations(season_name(season), None)
    return record


def season_name(season: Season) -> str | None:
    """Only numbered seasons have a name."""
    return f"Season {season.number}" if season.number else None
