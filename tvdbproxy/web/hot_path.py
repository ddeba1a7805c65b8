"""The most wanted pictures answered in front of Flask, whose routing costs more than they do.

An answer is remembered as the application gave it, headers and all, and stands as long as
the picture is in the hot cache: what is dropped there, because it changed or grew old, is
not found here. Only what cannot be mistaken is answered: GET or HEAD of a picture, no
range, no query but a revision. Everything else goes on to the application.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tvdbproxy.delivery.hot import Held, HotCache
from tvdbproxy.delivery.negotiate import capability

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Where a route leaves the picture that it answered with, and its own name.
HELD = "tvdbproxy.held"
ROUTE = "tvdbproxy.route"

Seen = Callable[[str, str, int, float], None]
Headers = list[tuple[str, str]]

# A hop's own business, or told anew each time.
_NOT_REMEMBERED = {"date", "connection", "server"}
_MOST_ANSWERS = 50_000

_class_of = lru_cache(maxsize=4096)(capability)


@dataclass(frozen=True, slots=True)
class _Answer:
    held: Held
    etag: str
    full: Headers
    unchanged: Headers
    route: str


class HotPath:
    """WSGI middleware. ``seen`` counts an answered request as the application would."""

    def __init__(self, app: WSGIApplication, hot: HotCache, seen: Seen) -> None:
        self._app = app
        self._hot = hot
        self._seen = seen
        self._answers: dict[tuple[str, str, str], _Answer] = {}
        self._second = 0
        self._date = ""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or hand on and remember."""
        name = _name(environ)
        if name is None:
            return self._app(environ, start_response)
        answer = self._answers.get(name)
        # The hot cache is asked in any case: it knows what is wanted most.
        if answer is None or self._hot.get(answer.held.key) is not answer.held:
            return self._app(environ, self._remembering(environ, name, start_response))
        condition = environ.get("HTTP_IF_NONE_MATCH")
        if condition is None:
            return self._send(environ, start_response, answer, "200 OK", answer.full)
        if condition == answer.etag:
            return self._send(environ, start_response, answer, "304 NOT MODIFIED", answer.unchanged)
        return self._app(environ, start_response)

    def _send(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        answer: _Answer,
        status: str,
        headers: Headers,
    ) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        start_response(status, [*headers, ("Date", self._now())])
        self._seen(answer.route, method, int(status[:3]), 0.0)
        if headers is answer.unchanged or method == "HEAD":
            return ()
        return (answer.held.data,)

    def _remembering(
        self, environ: WSGIEnvironment, name: tuple[str, str, str], start_response: StartResponse
    ) -> StartResponse:
        """Like ``start_response``, and keeps a whole picture's headers on the way."""

        def start(status: str, headers: Headers, *rest: Any) -> Any:
            held = environ.get(HELD)
            if isinstance(held, Held) and status.startswith("200"):
                self._remember(name, held, headers, str(environ.get(ROUTE, "")))
            return start_response(status, headers, *rest)

        return start

    def _remember(
        self, name: tuple[str, str, str], held: Held, headers: Headers, route: str
    ) -> None:
        if len(self._answers) >= _MOST_ANSWERS:
            self._answers.clear()  # they are quickly made again; the pictures stay
        full = [pair for pair in headers if pair[0].lower() not in _NOT_REMEMBERED]
        body = {"content-length", "content-type"}
        unchanged = [pair for pair in full if pair[0].lower() not in body]
        etag = next((value for key, value in full if key.lower() == "etag"), "")
        self._answers[name] = _Answer(held, etag, full, unchanged, route)

    def _now(self) -> str:
        second = int(time.time())
        if second != self._second:
            self._date, self._second = formatdate(second, usegmt=True), second
        return self._date


def _name(environ: WSGIEnvironment) -> tuple[str, str, str] | None:
    """What tells one answer from another; ``None`` for what we leave to the application."""
    path = environ["PATH_INFO"]
    query = environ.get("QUERY_STRING", "")
    if (
        not path.startswith("/images/")
        or environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or "HTTP_RANGE" in environ
        or "HTTP_IF_MODIFIED_SINCE" in environ
        or (query and (not query.startswith("v=") or "&" in query))
    ):
        return None
    return path, query, _class_of(environ.get("HTTP_ACCEPT"))
