"""Presets: names for options that belong together, built in and the operator's."""

from __future__ import annotations

from collections.abc import Mapping

from tvdbproxy.errors import ConfigurationError

Written = tuple[str, tuple[str, ...]]
"""An option as it is written: its name and its arguments."""

DEFAULT = "default"
"""The preset that is applied before every address's own options."""

_BUILT_IN = """
thumbnail=resizing_type:fill/width:150/height:150/gravity:sm
small=resizing_type:fit/width:300/height:300
medium=resizing_type:fit/width:600/height:600
large=resizing_type:fit/width:1200/height:1200
hero=resizing_type:fill/width:1920/height:1080/gravity:sm
avatar=resizing_type:fill/width:128/height:128/gravity:sm/format:webp
"""


def defined(text: str) -> Mapping[str, tuple[Written, ...]]:
    """The built-in presets, and those of ``text``, which win.

    Definitions are ``name=option:argument/option:argument``, one a line or with commas between
    them; lines that begin with ``#`` do not count. Raises ``ConfigurationError``.
    """
    return _definitions(_BUILT_IN) | _definitions(text)


def written(segment: str) -> Written:
    """``w:300`` as its name and its arguments."""
    name, *arguments = segment.split(":")
    return name, tuple(arguments)


def _definitions(text: str) -> dict[str, tuple[Written, ...]]:
    lines = (line.strip() for line in text.splitlines())
    parts = (part.strip() for line in lines if not line.startswith("#") for part in line.split(","))
    return dict(_definition(part) for part in parts if part)


def _definition(text: str) -> tuple[str, tuple[Written, ...]]:
    name, _, options = (part.strip() for part in text.partition("="))
    segments = [segment for segment in options.strip("/").split("/") if segment]
    if not name or not segments or "=" in options:
        raise ConfigurationError(
            f"IMGPROXY_PRESETS: {text!r} is not of the form name=option:argument/option:argument"
        )
    for segment in segments:
        if ":" not in segment:
            raise ConfigurationError(
                f"IMGPROXY_PRESETS: {segment!r} in preset {name!r} is not option:argument"
            )
    return name, tuple(map(written, segments))
