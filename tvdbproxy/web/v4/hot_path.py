"""The most wanted answers given in front of Flask, whose routing costs more than they do.

An answer is remembered as the application gave it, headers and all, for the token that it
was given to, and stands as long as the catalogue's memory holds it. The token is looked at
each time, and each request counts for its key. Only what cannot be mistaken is answered:
everything else goes on to the application.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, ref

from tvdbproxy.access.callers import Caller
from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.catalogue.replies.answer import Answer
from tvdbproxy.catalogue.replies.answers import Answers
from tvdbproxy.catalogue.rewriting import Rewrite
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.meter.deferred import Deferred, Happened
from tvdbproxy.meter.events import Event, ReplyFrom
from tvdbproxy.upstream.questions import Question
from tvdbproxy.web.remembered import CONDITIONS, Headers, Remembered, counted, remembered

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REPLAYED = "tvdbproxy.replayed"
"""Where a route leaves what it has answered, as ``Replayed``."""

Name = tuple[str, ...]

# Clients choose these texts: few and short ones are kept. An answer is some 3 KB.
_MOST_ANSWERS = 5_000
_LONGEST_NAME = 1_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was answered to whom, and by which route."""

    question: Question
    how: Rewrite
    caller: Caller
    answer: Answer
    gzipped: bool
    route: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """What to say with an answer, which itself belongs to the catalogue's memory alone."""

    question: Question
    how: Rewrite
    caller: Caller
    answer: ReferenceType[Answer]
    gzipped: bool
    counted: Mapping[tuple[str, str], Happened]
    said: Remembered


class CatalogueHotPath:
    """WSGI middleware, thread-safe. ``meter`` hears of an answer as from the application.

    ``same_to_all_origins`` says that answers do not depend on the ``Origin`` of a page.
    """

    def __init__(
        self,
        app: WSGIApplication,
        answers: Answers,
        doorkeeper: Doorkeeper,
        meter: Deferred,
        *,
        same_to_all_origins: bool,
        most: int = _MOST_ANSWERS,
    ) -> None:
        self._app = app
        self._answers = answers
        self._doorkeeper = doorkeeper
        self._meter = meter
        self._most = most
        self._not_for_us = CONDITIONS if same_to_all_origins else (*CONDITIONS, "HTTP_ORIGIN")
        self._kept: dict[Name, _Kept] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or hand on and remember."""
        name = _name(environ)
        if name is None or not environ.keys().isdisjoint(self._not_for_us):
            return self._app(environ, start_response)
        kept, condition = self._kept.get(name), environ.get("HTTP_IF_NONE_MATCH")
        if kept is None or condition not in (None, kept.said.etag):
            return self._app(environ, self._remembering(environ, name, start_response))
        answer = self._answers.remembered(kept.question, kept.how)
        if answer is None or answer is not kept.answer() or not self._admits(kept, environ):
            return self._app(environ, self._remembering(environ, name, start_response))
        return self._give(kept, answer, condition is not None, environ, start_response)

    def _admits(self, kept: _Kept, environ: WSGIEnvironment) -> bool:
        """Whether the caller may have it, as it was then; counted if so. What is refused here
        the application refuses again, in words."""
        try:
            caller = self._doorkeeper.caller(environ["HTTP_AUTHORIZATION"])
            if caller != kept.caller:
                return False
            self._doorkeeper.allow(caller)
        except TvdbProxyError:
            return False
        return True

    def _give(
        self,
        kept: _Kept,
        answer: Answer,
        unchanged: bool,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        age = ("Age", str(answer.age(datetime.now(UTC))))
        self._meter.together(kept.counted[method, "304" if unchanged else "200"])
        # The bodies are lists, because Granian sends those in one piece.
        if unchanged:
            start_response("304 NOT MODIFIED", [*kept.said.unchanged, age])
            return []
        start_response("200 OK", [*kept.said.full, age])
        if method == "HEAD":
            return []
        return [answer.gzipped if kept.gzipped else answer.body]

    def _remembering(
        self, environ: WSGIEnvironment, name: Name, start_response: StartResponse
    ) -> StartResponse:
        """Like ``start_response``, and keeps a whole answer's headers on the way."""

        def start(status: str, headers: Headers, *rest: Any) -> Any:
            replayed = environ.get(REPLAYED)
            if isinstance(replayed, Replayed) and status.startswith("200"):
                self._remember(name, replayed, headers)
            return start_response(status, headers, *rest)

        return start

    def _remember(self, name: Name, said: Replayed, headers: Headers) -> None:
        if said.answer.warned is not None:
            return
        if len(self._kept) >= self._most:
            self._kept.clear()  # they are quickly made again; the answers stay
        self._kept[name] = _Kept(
            said.question, said.how, said.caller, ref(said.answer), said.gzipped,
            counted(said.route, Event.REPLY, ReplyFrom.MEMORY), remembered(headers),
        )  # fmt: skip


def _name(environ: WSGIEnvironment) -> Name | None:
    """What tells one answer from another; ``None`` for what we leave to the application."""
    path = environ["PATH_INFO"]
    if not path.startswith("/v4/") or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    name = (
        path,
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_AUTHORIZATION", ""),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
        environ.get("HTTP_HOST", ""),
        environ.get("wsgi.url_scheme", ""),
    )
    if not name[2] or sum(map(len, name)) > _LONGEST_NAME:
        return None
    return name
