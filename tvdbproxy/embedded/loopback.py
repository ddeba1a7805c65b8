"""Ask one of our own servers something over HTTP, without proxies and without patience."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

_SECONDS = 3.0


def status_of(url: str, method: str = "GET", body: bytes | None = None) -> int:
    """The status that ``url`` answers with; 0 when nothing answers."""
    return _ask(url, method, body)[0]


def json_from(url: str, expected_status: int = 200) -> Any:
    """The JSON document at ``url``, or None when there is no such answer."""
    status, body = _ask(url, "GET", None)
    if status != expected_status:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return None


def _ask(url: str, method: str, body: bytes | None) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        connection.request(method, parts.path or "/", body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()
