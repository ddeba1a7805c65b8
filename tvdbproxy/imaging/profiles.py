"""Named, ordered tables of sizes: the four that are built in, and those of SIZE_PROFILES."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.imaging.ladders import LADDER_NAME
from tvdbproxy.imaging.sizes import Fit, Size

Profiles = Mapping[str, tuple[Size, ...]]

BUILT_IN: Profiles = MappingProxyType(
    {
        "artwork": (
            Size("original"),
            Size("large", 1920, 1080),
            Size("medium", 1280, 720),
            Size("small", 640, 360),
            Size("thumbnail", 300, 169),
        ),
        "upload": (
            Size("thumbnail", 150),
            Size("medium", 600),
            Size("large", 1200),
            Size("original", 4096),
        ),
        "media": (
            Size("thumbnail", 300, 300, "fill"),
            Size("small", 480, 480),
            Size("grid", 500, 500),
            Size("detail", 1200, 1200),
            Size("header", 1920, 600, "fill"),
            Size("zoom", 2400, 2400),
        ),
        "presigned": (
            Size("thumbnail", 300, 300),
            Size("medium", 800, 600),
            Size("large", 1920, 1080),
            Size("original"),
        ),
    }
)

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_LARGEST_SIDE = 16_383


class _Fault(Exception):
    """What is wrong with an entry."""


def load_profiles(json_text: str = "", upload_widths: str = "") -> Profiles:
    """The built-in profiles, with those of ``json_text`` in their place or beside them.

    The text is an object of profiles; a profile is an object of ``[width, height]`` or
    ``[width, height, "fit"|"fill"]`` by size name, where ``null`` leaves a side free.
    ``upload_widths`` is an object of widths, which make the profile ``upload`` unless the text
    has one. Raises ``ConfigurationError``, naming the entry at fault.
    """
    uploads = _read("IMAGE_SIZES", upload_widths, _widths)
    given = _read("SIZE_PROFILES", json_text, _profiles)
    return MappingProxyType({**BUILT_IN, **uploads, **given}) if uploads or given else BUILT_IN


def _read(variable: str, text: str, understand: Callable[[dict[str, Any]], Profiles]) -> Profiles:
    if not text.strip():
        return {}
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{variable}: this is not JSON ({error})") from error
    if not isinstance(document, dict):
        raise ConfigurationError(f"{variable}: expected an object")
    try:
        return understand(document)
    except _Fault as fault:
        raise ConfigurationError(f"{variable}: {fault}") from fault


def _widths(document: dict[str, Any]) -> Profiles:
    return {"upload": _profile("upload", {name: [width, None] for name, width in document.items()})}


def _profiles(document: dict[str, Any]) -> Profiles:
    return {name: _profile(name, table) for name, table in document.items()}


def _profile(name: str, table: Any) -> tuple[Size, ...]:
    if not _NAME.fullmatch(name):
        raise _Fault(f"{name!r} is no name for a profile: use small letters, digits, _ and -")
    if not isinstance(table, dict) or not table:
        raise _Fault(f"{name}: expected an object with at least one size")
    return tuple(_size(name, size_name, box) for size_name, box in table.items())


def _size(profile: str, name: str, box: Any) -> Size:
    where = f"{profile}.{name}"
    if not _NAME.fullmatch(name) or LADDER_NAME.fullmatch(name):
        raise _Fault(
            f"{where}: a size's name is of small letters, digits, _ and -, and not like w342"
        )
    if not isinstance(box, list) or not 2 <= len(box) <= 3:
        raise _Fault(f'{where}: expected [width, height] or [width, height, "fit"|"fill"]')
    if box[2:] not in ([], ["fit"], ["fill"]):
        raise _Fault(f"{where}: {box[2]!r} is neither fit nor fill")
    fit: Fit = "fill" if box[2:] == ["fill"] else "fit"
    width, height = _side(where, box[0]), _side(where, box[1])
    if fit == "fill" and (width is None or height is None):
        raise _Fault(f"{where}: fill needs a width and a height")
    return Size(name, width, height, fit)


def _side(where: str, side: Any) -> int | None:
    if side is None:
        return None
    if type(side) is not int or not 1 <= side <= _LARGEST_SIDE:
        raise _Fault(f"{where}: {side!r} is no side; use 1 to {_LARGEST_SIDE}, or null")
    return side
