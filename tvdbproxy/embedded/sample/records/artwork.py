"""Artwork records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.pictures.commission import SIZES, THUMBNAIL_SIZES
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.world.artwork_types import ARTWORK_TYPES
from tvdbproxy.embedded.sample.world.model import Artwork

_OWNER_KEYS = {
    "series": "seriesId",
    "movies": "movieId",
    "seasons": "seasonId",
    "episodes": "episodeId",
    "people": "peopleId",
}


def artwork_base(view: View, artwork: Artwork) -> dict[str, Any]:
    """The short record, as ``/artwork/{id}`` gives it."""
    width, height = SIZES[ARTWORK_TYPES[artwork.type].kind]
    return {
        "id": artwork.id,
        "image": view.address(artwork),
        "thumbnail": view.thumbnail(artwork),
        "language": artwork.language,
        "type": artwork.type,
        "score": artwork.score,
        "width": width,
        "height": height,
        "includesText": artwork.language is not None,
    }


def artwork_in_title(view: View, artwork: Artwork) -> dict[str, Any]:
    """As inside a series or movie: thumbnail sizes and date are 0, only a season is named."""
    record = artwork_base(view, artwork) | {
        "thumbnailWidth": 0,
        "thumbnailHeight": 0,
        "updatedAt": 0,
        "status": {"id": 0, "name": None},
        "tagOptions": None,
    }
    if artwork.owner == "seasons":
        record["seasonId"] = artwork.owner_id
    return record


def artwork_extended(view: View, artwork: Artwork) -> dict[str, Any]:
    """The whole record; of the owner keys only the one that applies is present."""
    width, height = THUMBNAIL_SIZES[ARTWORK_TYPES[artwork.type].kind]
    return artwork_base(view, artwork) | {
        "score": 0,
        "thumbnailWidth": width,
        "thumbnailHeight": height,
        "updatedAt": view.world.updated_at("artwork", artwork.id),
        _OWNER_KEYS[artwork.owner]: artwork.owner_id,
        "status": {"id": 0, "name": None},
        "tagOptions": [],
    }
