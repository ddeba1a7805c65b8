"""Headers of an answer given once, as they are said again without asking the application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.http import remove_entity_headers

from tvdbproxy.meter.deferred import Happened
from tvdbproxy.meter.events import Event

Headers = list[tuple[str, str]]

CONDITIONS = (
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
)
"""Those that take more than a comparison: whoever remembers leaves them to the application."""

# A hop's own business, or told anew each time.
_NOT_REMEMBERED = {"date", "connection", "server", "age", "x-request-id"}


@dataclass(frozen=True, slots=True)
class Remembered:
    """``full`` goes with the body, ``unchanged`` with a 304. Whoever sends them sends a copy: a
    server may change what it is given."""

    etag: str
    full: Headers
    unchanged: Headers


def counted(route: str, event: Event, *labels: str) -> Mapping[tuple[str, str], Happened]:
    """What is to be told each time that it is said again, by method and status: that a request
    was answered, and the ``event``."""
    return {
        (method, status): ((Event.REQUEST, (route, method, status)), (event, labels))
        for method in ("GET", "HEAD")
        for status in ("200", "304")
    }


def kept(headers: Headers) -> Headers:
    """Those that hold for the next answer, too."""
    return [pair for pair in headers if pair[0].lower() not in _NOT_REMEMBERED]


def remembered(headers: Headers) -> Remembered:
    """What to say the next time; the answer has an ``ETag``."""
    full = kept(headers)
    unchanged = full.copy()
    remove_entity_headers(unchanged)
    etag = next(value for key, value in full if key.lower() == "etag")
    return Remembered(etag, full, unchanged)
