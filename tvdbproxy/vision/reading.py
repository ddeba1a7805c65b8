"""JSON that stands somewhere in what a model answers: alone, fenced, or among prose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from tvdbproxy.vision.facts import NAMES

_LONGEST_TEXT = 64 * 1024
# Braces that are tried as the beginning of an object. Each may lead to the end of the text.
_MOST_TRIES = 100


def object_in(text: str) -> dict[str, Any] | None:
    """The object that says most of what was asked for, of several equal ones the last: models
    think aloud before they answer. ``None`` if there is no object at all."""
    found: dict[str, Any] | None = None
    for candidate in _objects(text[:_LONGEST_TEXT]):
        if found is None or _says(candidate) >= _says(found):
            found = candidate
    return found


def json_object(body: bytes) -> dict[str, Any] | None:
    """The object that ``body`` is; ``None`` if it is anything else."""
    try:
        document = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _objects(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder(parse_constant=_no_number)
    start = text.find("{")
    for _ in range(_MOST_TRIES):
        if start < 0:
            return
        try:
            found, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield found
        start = text.find("{", end)


def _says(candidate: dict[str, Any]) -> int:
    return len(NAMES & candidate.keys())


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
