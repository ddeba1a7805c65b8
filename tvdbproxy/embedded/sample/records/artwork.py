"""Artwork records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.pictures.commission import SIZES, THUMBNAIL_SIZES
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.world.artwork_types import ARTWORK_TYPES
from tvdbproxy.embedded.sample.world.model import Artwork

# Lists and prizes are not named in the records of their pictures.
_OWNER_KEYS = {
    "series": "seriesId",
    "movies": "movieId",
    "seasons": "seasonId",
    "episodes": "episodeId",
    "people": "peopleId",
    "seriespeople": "seriesPeopleId",
    "companies": "networkId",
}
# Thumbnails of the first movies' backgrounds were never written anew.
_FROM_OLD_TIMES = "/banners/movies/{}/backgrounds/{}.jpg"


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
    """As inside a series or movie: thumbnail sizes and date are 0, only a season is named.

    The thumbnail of an old movie's background is relative, and not even to the right folder.
    """
    record = artwork_base(view, artwork) | {
        "thumbnailWidth": 0,
        "thumbnailHeight": 0,
        "updatedAt": 0,
        "status": {"id": 0, "name": None},
        "tagOptions": None,
    }
    if artwork.owner == "seasons":
        record["seasonId"] = artwork.owner_id
    if artwork.path == _FROM_OLD_TIMES.format(artwork.owner_id, artwork.id % 1000):
        record["thumbnail"] = view.relative.thumbnail(artwork).removeprefix("/banners")
    return record


def artwork_extended(view: View, artwork: Artwork) -> dict[str, Any]:
    """The whole record; of the owner keys only the one that applies is present."""
    width, height = THUMBNAIL_SIZES[ARTWORK_TYPES[artwork.type].kind]
    owner = _OWNER_KEYS.get(artwork.owner)
    return artwork_base(view, artwork) | {
        "score": 0,
        "thumbnailWidth": width,
        "thumbnailHeight": height,
        "updatedAt": view.world.updated_at("artwork", artwork.id),
        **({owner: artwork.owner_id} if owner else {}),
        "status": {"id": 0, "name": None},
        "tagOptions": [],
    }
