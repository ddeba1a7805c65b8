"""Requests as a stranger sends them: no credentials, nothing but the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
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


def date_of(url: str) -> datetime | None:
    """The time that this server tells, whatever it answers besides; ``None`` if it tells none.
    Raises ``OSError`` where no answer comes."""
    request = Request(url, method="HEAD")  # noqa: S310 - the address is our own store's
    try:
        with urlopen(request, timeout=_SECONDS) as reply:  # noqa: S310
            told = reply.headers.get("Date")
    except HTTPError as error:
        with error:
            told = error.headers.get("Date")
    try:
        return None if told is None else parsedate_to_datetime(told)
    except ValueError:
        return None


def _status(request: Request) -> int:
    try:
        with urlopen(request, timeout=_SECONDS) as reply:  # noqa: S310
            return int(reply.status)
    except HTTPError as error:
        with error:
            return error.code
