"""Requests as a stranger sends them: no credentials, nothing but the address."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.error import HTTPError
from urllib.request import Request, urlopen

_SECONDS = 10


def status_of_get(url: str) -> int:
    """The status that a GET is answered with. Raises ``OSError`` where none comes."""
    return _status(Request(url))  # noqa: S310 - the address is our own store's


def status_of_put(url: str, data: bytes, headers: Mapping[str, str]) -> int:
    """The status that a PUT is answered with. Raises ``OSError`` where none comes."""
    request = Request(url, data=data, headers=dict(headers), method="PUT")  # noqa: S310
    return _status(request)


def _status(request: Request) -> int:
    try:
        with urlopen(request, timeout=_SECONDS) as reply:  # noqa: S310
            return int(reply.status)
    except HTTPError as error:
        with error:
            return error.code
