"""The most wanted pictures answered in front of Flask, whose routing costs more than they do.

An answer is remembered as the application gave it, headers and all, and stands as long as
the picture is in the hot cache: what is dropped there, because it changed or grew old, is
not found here. Only what cannot be mistaken is answered: GET or HEAD of a picture, no
range, no query but a revision (pictures that go by a number have a few words more; the mirror's
have none, whatever is asked, and are the same to whatever is accepted; transforms have none
either, and may depend on what a browser says of its screen). Everything else goes on to the
application.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, ref

from tvdbproxy.delivery.hot import Held, HotCache
from tvdbproxy.delivery.negotiate import Capability, capability
from tvdbproxy.meter.deferred import Deferred, Happened
from tvdbproxy.meter.events import Door, Event, From
from tvdbproxy.web.raw_target import told_target
from tvdbproxy.web.remembered import CONDITIONS, Headers, Remembered, counted, remembered

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Where a route leaves the picture that it answered with, and its own name.
HELD = "tvdbproxy.held"
ROUTE = "tvdbproxy.route"

Name = tuple[str, str, Capability]

# Strangers choose these texts: few and short ones are kept. An answer is some 2 KB.
_MOST_ANSWERS = 10_000
_LONGEST_NAME = 200
_LONGEST_ACCEPT = 400

_SIZED = "/images/"
_REVISION = re.compile(r"v=[^&]*")
# Where the query says which size it is to be, and the like.
_MEDIA = ("/api/images/", "/serve/")
_WORDS = re.compile(r"(?:(?:size|format|bg|v)=[a-z0-9_-]*(?:[&?]|$))*")
# Where neither query nor Accept makes a difference.
_MIRROR = "/banners/"
# Where the query makes none, and what stands in the request line is signed.
_TRANSFORMS = "/imgproxy/"
_LONGEST_TARGET = 600
_HINTS = ("HTTP_SAVE_DATA", "HTTP_SEC_CH_DPR", "HTTP_DPR", "HTTP_SEC_CH_WIDTH", "HTTP_WIDTH")
_LONGEST_HINTS = 60

_DOORS = {
    _MIRROR: Door.MIRROR,
    _TRANSFORMS: Door.TRANSFORMS,
    **dict.fromkeys(_MEDIA, Door.MEDIA),
}

_class_of = lru_cache(maxsize=1024)(capability)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What to say with a picture, which itself belongs to the hot cache alone."""

    key: str
    held: ReferenceType[Held]
    said: Remembered
    counted: Mapping[tuple[str, str], Happened]


class HotPath:
    """WSGI middleware, thread-safe. ``meter`` hears of an answer as from the application, and
    ``viewed`` of the key of each picture that is shown."""

    def __init__(
        self,
        app: WSGIApplication,
        hot: HotCache,
        meter: Deferred,
        viewed: Callable[[str], None],
        most: int = _MOST_ANSWERS,
    ) -> None:
        self._app = app
        self._hot = hot
        self._meter = meter
        self._viewed = viewed
        self._most = most
        self._answers: dict[Name, _Answer] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or hand on and remember."""
        name = _name(environ)
        if name is None:
            return self._app(environ, start_response)
        answer = self._answers.get(name)
        # The hot cache is asked in any case: it knows what is wanted most.
        held = self._hot.get(answer.key) if answer is not None else None
        if answer is None or held is None or answer.held() is not held:
            return self._app(environ, self._remembering(environ, name, start_response))
        method = environ["REQUEST_METHOD"]
        condition = environ.get("HTTP_IF_NONE_MATCH")
        # The bodies are lists, because Granian sends those in one piece.
        if condition is None:
            start_response("200 OK", answer.said.full.copy())
            self._meter.together(answer.counted[method, "200"])
            self._viewed(answer.key)
            return [held.data] if method == "GET" else []
        if condition == answer.said.etag:
            start_response("304 NOT MODIFIED", answer.said.unchanged.copy())
            self._meter.together(answer.counted[method, "304"])
            self._viewed(answer.key)
            return []
        return self._app(environ, start_response)

    def _remembering(
        self, environ: WSGIEnvironment, name: Name, start_response: StartResponse
    ) -> StartResponse:
        """Like ``start_response``, and keeps a whole picture's headers on the way."""

        def start(status: str, headers: Headers, *rest: Any) -> Any:
            held = environ.get(HELD)
            if isinstance(held, Held) and status.startswith("200"):
                self._remember(name, held, headers, str(environ[ROUTE]))
                self._viewed(held.key)
            return start_response(status, headers, *rest)

        return start

    def _remember(self, name: Name, held: Held, headers: Headers, route: str) -> None:
        if len(self._answers) >= self._most:
            self._answers.clear()  # they are quickly made again; the pictures stay
        again = counted(route, Event.PICTURE, _door_of(route), From.MEMORY)
        self._answers[name] = _Answer(held.key, ref(held), remembered(headers), again)


def _door_of(route: str) -> Door:
    """Which door a route belongs to."""
    for prefix, door in _DOORS.items():
        if route.startswith(prefix):
            return door
    return Door.SIZED


def _name(environ: WSGIEnvironment) -> Name | None:
    """What tells one answer from another; ``None`` for what we leave to the application."""
    path = environ["PATH_INFO"]
    query = environ.get("QUERY_STRING", "")
    accept = environ.get("HTTP_ACCEPT", "")
    longest, asks = _LONGEST_NAME, _REVISION
    if path.startswith(_MIRROR):
        query = accept = ""
    elif path.startswith(_TRANSFORMS):
        path, query, longest = told_target(environ) or path, "", _LONGEST_TARGET
    elif path.startswith(_MEDIA):
        asks = _WORDS
    elif not path.startswith(_SIZED):
        return None
    if (
        environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or not environ.keys().isdisjoint(CONDITIONS)
        or (query and not asks.fullmatch(query))
        or len(path) + len(query) > longest
        or len(accept) > _LONGEST_ACCEPT
    ):
        return None
    if longest == _LONGEST_TARGET:
        query = "|".join([environ.get(name, "") for name in _HINTS])
        if len(query) > _LONGEST_HINTS:
            return None
    return path, query, _class_of(accept)
