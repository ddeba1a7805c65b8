"""Answers, and TheTVDB's envelopes around them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

JSON_TYPE = "application/json; charset=UTF-8"
_VARY = {"Vary": "Origin, Accept-Encoding"}


@dataclass(frozen=True)
class Reply:
    """What goes back: status, body, media type, further headers."""

    status: int
    body: bytes
    media_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """Ends a request with upstream's failure envelope."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def success(
    data: Any, links: dict[str, Any] | None = None, headers: dict[str, str] | None = None
) -> Reply:
    """200 with ``data``, and ``links`` where the answer has pages."""
    envelope: dict[str, Any] = {"status": "success", "data": data}
    if links is not None:
        envelope["links"] = links
    return json_reply(200, envelope, _VARY | (headers or {}))


def not_modified(headers: dict[str, str]) -> Reply:
    """304, without a body."""
    return Reply(304, b"", headers=_VARY | headers)


def failure(status: int, message: str) -> Reply:
    """The envelope of everything that goes wrong."""
    return json_reply(status, {"status": "failure", "message": message, "data": None}, _VARY)


def json_reply(status: int, document: Any, headers: dict[str, str] | None = None) -> Reply:
    """Any JSON document."""
    body = json.dumps(document, ensure_ascii=False).encode()
    return Reply(status, body, headers=headers or {})
