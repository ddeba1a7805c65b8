"""What machines say, made fit to be kept: bounded, and without letters that databases refuse."""

from __future__ import annotations

import json
import re
from typing import Any

_DEEPEST = 6
_MOST_ITEMS = 30
_LONGEST_TEXT = 2_000
_LONGEST_NAME = 100
_MOST_BYTES = 32 * 1024
_LARGEST_NUMBER = 2**53

# Control characters, and those that turn the direction of all that follows.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_BLANKS = re.compile(r"\s+")


def line(text: str, longest: int) -> str:
    """The text as one line of at most so many letters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")  # halves of letters become "?"
    return _BLANKS.sub(" ", _UNSEEN.sub(" ", whole)).strip()[:longest].rstrip()


def bounded(value: dict[str, Any]) -> dict[str, Any] | None:
    """A copy that is not too deep, too long or too wide; ``None`` if it is too large even so."""
    copy = {name: _bounded(item, _DEEPEST) for name, item in _first(value)}
    size = len(json.dumps(copy, ensure_ascii=False).encode())
    return copy if size <= _MOST_BYTES else None


def _bounded(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return line(value, _LONGEST_TEXT)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value if abs(value) <= _LARGEST_NUMBER else None  # neither NaN nor infinity
    if depth == 0:
        return None
    if isinstance(value, dict):
        return {name: _bounded(item, depth - 1) for name, item in _first(value)}
    return [_bounded(item, depth - 1) for item in value[:_MOST_ITEMS]]


def _first(value: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(line(name, _LONGEST_NAME), item) for name, item in list(value.items())[:_MOST_ITEMS]]
