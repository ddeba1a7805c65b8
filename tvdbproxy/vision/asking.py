"""One question to an endpoint: JSON there, a bounded JSON object back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tvdbproxy.errors import TooLarge
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.vision.clean import line
from tvdbproxy.vision.endpoint import refused, unreadable
from tvdbproxy.vision.reading import json_object

# Refusals that are read, since they say what is wrong with the settings.
_TELLING = frozenset({400, 404, 413, 415, 422})
_LONGEST_REASON = 300


def ask(
    fetcher: Fetcher, url: str, headers: Mapping[str, str], document: dict[str, Any]
) -> dict[str, Any]:
    """The answer. Raises as ``VisionEndpoint.describe`` does."""
    try:
        answer = fetcher.request(
            "POST", url, json=document, headers=headers, expected=_TELLING | {200}
        )
    except TooLarge as error:
        raise unreadable(f"more than {fetcher.policy.max_bytes} bytes") from error
    found = json_object(answer.data)
    if answer.status != 200:
        raise refused(answer.status, _reason(found))
    if found is None:
        raise unreadable("no JSON object")
    return found


def _reason(answer: dict[str, Any] | None) -> str:
    """Both kinds of endpoints have ``{"error": {"message": ...}}``, and some the text alone."""
    error = (answer or {}).get("error")
    message = error.get("message") if isinstance(error, dict) else error
    return line(message, _LONGEST_REASON) if isinstance(message, str) else "no reason given"
