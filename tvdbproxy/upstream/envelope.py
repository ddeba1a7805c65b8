"""TheTVDB's envelope: ``status``, ``data``, and on lists ``links``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from tvdbproxy.errors import InvalidRequest, UpstreamBad, UpstreamMissing
from tvdbproxy.fetch.fetched import Fetched

_LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class Reply:
    """A successful answer. ``data`` and ``links`` are the JSON as it came, value for value, and
    ``body`` the whole of it, byte for byte."""

    data: Any
    links: Mapping[str, Any] | None
    last_modified: str | None
    body: bytes = b""
    status: int = 200


def reply_of(fetched: Fetched, *, without_data: bool = False) -> Reply:
    """The reply in an answer of status 200, 201, 400 or 404; some have no data.

    Raises ``InvalidRequest`` (``upstream_refused_request``) for 400 and ``UpstreamMissing``
    for 404, both with TheTVDB's own words, and ``UpstreamBad`` for anything that is not its
    envelope: an outage that answers 404 with a web page, or with a gateway's own JSON,
    must not look like a deletion.
    """
    envelope = envelope_of(fetched)
    if fetched.status == 404:
        if envelope.get("status") != "failure":  # a gateway's
            raise _bad(f"status 404: {str(envelope)[:200]}")
        raise UpstreamMissing(_message(envelope) or "TheTVDB does not have this record.")
    if fetched.status == 400:
        raise InvalidRequest(
            _message(envelope) or "TheTVDB does not accept this request; check its parameters.",
            code="upstream_refused_request",
        )
    has_data = without_data or "data" in envelope
    if envelope.get("status", "success") != "success" or not has_data:
        raise _bad(f"not a success: {str(envelope)[:200]}")
    links = envelope.get("links")
    return Reply(
        data=envelope.get("data"),
        links=links if isinstance(links, dict) else None,
        last_modified=fetched.last_modified,
        body=fetched.data,
        status=fetched.status,
    )


def envelope_of(fetched: Fetched) -> dict[str, Any]:
    """The whole JSON object; ``UpstreamBad`` where it is none, or too deep or odd to read."""
    try:
        envelope = json.loads(fetched.data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _bad(f"status {fetched.status}, {type(error).__name__}: {error}") from error
    if not isinstance(envelope, dict):
        raise _bad(f"status {fetched.status}, {type(envelope).__name__} instead of an object")
    return envelope


def _message(envelope: dict[str, Any]) -> str:
    message = envelope.get("message")
    if not isinstance(message, str) or not message.isprintable():
        return ""
    return message[:_LONGEST_MESSAGE]


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _bad(detail: str) -> UpstreamBad:
    return UpstreamBad(
        "TheTVDB gave an answer that is not in its own format; try again later.", detail=detail
    )
