"""What we know of pictures and upstream does not say, put beside what it says."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from tvdbproxy.catalogue.rewriting.known import KnownPicture
from tvdbproxy.catalogue.rewriting.sized import SizedAddresses
from tvdbproxy.urls.srcset import srcset

_LISTS = ("artworks", "artwork")
Entry = dict[str, Any]


def artwork_entries(document: Any) -> Iterator[Entry]:
    """The artworks of a reply: those in lists of them, and the one that is its ``data``."""
    if isinstance(document, dict):
        data: Any = document.get("data")
        # A character has an id, an image and a type as well, but no thumbnail.
        if _is_artwork(data) and "thumbnail" in data:
            yield data
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            for key in _LISTS:
                if isinstance(node.get(key), list):
                    yield from filter(_is_artwork, node[key])
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def enrich(entry: Entry, picture: KnownPicture, addresses: SizedAddresses) -> None:
    """Add ``srcset``, and of a stored picture ``placeholder`` (a ThumbHash, base64),
    ``dominant_color``, and its measures where upstream has none."""
    measured = {"width": picture.width, "height": picture.height}
    for name, pixels in measured.items():
        if pixels and not entry.get(name):
            entry[name] = pixels
    if picture.revision is not None:
        entry["placeholder"] = thumbhash(picture.placeholder)
        entry["dominant_color"] = picture.dominant_color
    entry["srcset"] = srcset(
        picture.content_type,
        picture.image_type,
        picture.width or _width(entry),
        lambda size: addresses.address(picture, size),
    )


def thumbhash(placeholder: str | None) -> str | None:
    """In base64, as pages want it, from the hex of our rows."""
    return base64.b64encode(bytes.fromhex(placeholder)).decode() if placeholder else None


def _is_artwork(entry: Any) -> bool:
    return (
        isinstance(entry, Mapping)
        and type(entry.get("id")) is int
        and type(entry.get("type")) is int
        and "image" in entry
    )


def _width(entry: Entry) -> int | None:
    width = entry.get("width")
    return width if type(width) is int and width > 0 else None
