"""The words of the contract: content types, image types, and how they relate.

Everything here is a table; no other file decides what a poster is.
"""

from __future__ import annotations

import re

from tvdbproxy.errors import NotFound

# Singular (URLs, rows) to plural (tables, storage prefixes, URL alias).
PLURALS = {
    "series": "series",
    "movie": "movies",
    "episode": "episodes",
    "season": "seasons",
    "person": "people",
}
_CONTENT_TYPES = {**{name: name for name in PLURALS}, **{p: s for s, p in PLURALS.items()}}

# What a title's own ``image`` is. ``image`` and ``thumbnail`` in URLs mean this picture, so
# that nothing is stored twice and a URL leads to its object without asking the database.
MAIN_IMAGE = {
    "series": "poster",
    "movie": "poster",
    "season": "poster",
    "episode": "image",
    "person": "image",
}
_ROLES = ("image", "thumbnail")

# The column of a content table that holds the local address of a chosen picture.
LOCAL_URL_COLUMNS = {
    "poster": "local_poster_url",
    "banner": "local_banner_url",
    "fanart": "local_fanart_url",
}

# Upstream's artwork type ids. The list is upstream's (`/artwork/types`); an id that is not
# here is still kept, under ``type-N``.
ARTWORK_TYPES = {
    1: "banner",
    2: "poster",
    3: "fanart",
    5: "icon",
    6: "banner",
    7: "poster",
    8: "fanart",
    10: "icon",
    11: "image",
    12: "image",
    13: "image",
    14: "poster",
    15: "fanart",
    16: "banner",
    18: "icon",
    19: "icon",
    20: "cinemagraph",
    21: "cinemagraph",
    22: "clearart",
    23: "clearlogo",
    24: "clearart",
    25: "clearlogo",
    26: "icon",
    27: "poster",
}

_IMAGE_TYPES = frozenset([*ARTWORK_TYPES.values(), "poster", "banner", "fanart", "image"])
_FURTHER_TYPE = re.compile(r"type-[1-9][0-9]{0,8}", re.ASCII)
_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def content_type_of(word: str) -> str:
    """The singular of ``word``, which may be the plural alias.

    Raises ``NotFound`` (``unknown_content``).
    """
    try:
        return _CONTENT_TYPES[word]
    except KeyError:
        raise NotFound(
            "There is no such content type; use series, movie, season, episode or person.",
            code="unknown_content",
        ) from None


def image_type_of(content_type: str, word: str) -> str:
    """The image type that ``word`` means for this content type.

    Raises ``NotFound`` (``unknown_image_type``) for what no picture is.
    """
    if word in _ROLES:
        return MAIN_IMAGE[content_type]
    if word not in _IMAGE_TYPES and not _FURTHER_TYPE.fullmatch(word):
        raise NotFound(
            "There is no such image type; use poster, banner, fanart, image, thumbnail, "
            "clearlogo, clearart, icon or cinemagraph.",
            code="unknown_image_type",
        )
    return word


def id_of(text: str, code: str = "unknown_content") -> int:
    """A positive id of at most 18 ASCII digits, as it fits every database.

    Raises ``NotFound`` with ``code``: an id that cannot exist is an unknown one.
    """
    if not _ID.fullmatch(text):
        raise NotFound("There is nothing with this id; ids are positive numbers.", code=code)
    return int(text)


def artwork_image_type(type_id: int) -> str:
    """The image type of an upstream artwork type id."""
    return ARTWORK_TYPES.get(type_id, f"type-{type_id}")
