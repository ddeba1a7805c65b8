"""Asking a web server over a real socket."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlsplit


def ask(
    base: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, Any, bytes]:
    """One request over a real socket."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, headers=named)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()
