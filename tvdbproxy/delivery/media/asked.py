"""What an address asks for, understood without asking anybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from tvdbproxy.errors import InvalidRequest, NotFound
from tvdbproxy.imaging.formats import Format
from tvdbproxy.urls.images import EXTENSIONS

Background = Literal["original", "removed"]
Address = int | str
"""A picture's media id, or its image id."""

_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BACKGROUNDS = ("original", "removed")


@dataclass(frozen=True)
class Asked:
    """One picture. ``size`` and ``format`` are left open where they are ``None``."""

    address: Address
    size: str | None = None
    format: Format | None = None
    background: Background = "original"
    revision: str | None = None


def understand(address: str, query: Mapping[str, str]) -> Asked:
    """Parse the end of a path and the query behind it; what is empty is not asked for.

    Raises ``NotFound`` (``unknown_image``) for what is no id, ``InvalidRequest``
    (``unknown_format``, ``unknown_background``).
    """
    return Asked(
        address=address_of(address),
        size=query.get("size") or None,
        format=_format(query.get("format", "")),
        background=_background(query.get("bg", "")),
        revision=query.get("v"),
    )


def address_of(text: str) -> Address:
    """The id that a text is. Raises ``NotFound`` (``unknown_image``)."""
    if _NUMBER.fullmatch(text):
        return int(text)
    if _UUID.fullmatch(text.lower()):
        return text.lower()
    raise unknown_image()


def unknown_image() -> NotFound:
    """There is no such picture, or none for whoever asks."""
    return NotFound("There is no such image; it was deleted, or never here.", code="unknown_image")


def _format(word: str) -> Format | None:
    if not word:
        return None
    if word.lower() not in EXTENSIONS:
        raise InvalidRequest("format: use avif, webp, jpeg or png.", code="unknown_format")
    return Format(EXTENSIONS[word.lower()])


def _background(word: str) -> Background:
    if word and word not in _BACKGROUNDS:
        raise InvalidRequest("bg: use original or removed.", code="unknown_background")
    return cast("Background", word or "original")
