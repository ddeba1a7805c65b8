"""Asking a cache over HTTP, and what it says of it."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlsplit

AVIF = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
WEBP = "image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5"
PLAIN = "image/jpeg,image/png,image/gif"


@dataclass(frozen=True)
class Answer:
    """What came."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def cache(self) -> str | None:
        """What the cache says that it did."""
        return self.headers["X-Cache-Status"]

    @property
    def mime(self) -> str | None:
        return self.headers["Content-Type"]


def ask(
    base: str,
    path: str,
    accept: str | None = WEBP,
    method: str = "GET",
    body: bytes | None = None,
    **headers: str,
) -> Answer:
    """One request on a connection of its own; underscores in header names are dashes."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=30)
    try:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        if accept is not None:
            said["Accept"] = accept
        connection.request(method, path, body=body, headers=said)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()
