"""Nasty requests by the thousand to every door, and what an answer may be.

Never a server's error but for the 503s of the contract, never a word of our insides, a
problem document or TheTVDB's envelope for every error, and nothing that a cache, a browser
or a redirect could be misled by. Everything else is a finding, which names the seed and the
number of a request that does it again.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from urllib.parse import unquote_to_bytes

from flask_openapi3.openapi import OpenAPI
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from tests.fuzz.doors import Door, doors_of
from tests.fuzz.words import BYTES, meant, nasty, text
from tvdbproxy.web.v4.envelope import speaks_tvdb

PENDING = "artwork_pending"
"""The one 503 that a well house gives: upstream has trouble with a picture."""

_METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get", "")
_HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Type", "Cookie",
    "Expect", "Forwarded", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
    "If-Unmodified-Since", "Origin", "Range", "Referer", "Transfer-Encoding", "X-API-Key",
    "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Forwarded-Proto",
    "X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL",
)  # fmt: skip
_VALUES = (
    "image/avif,image/webp,*/*;q=0.8", "image/png", "*/*;q=nan", "bytes=0-9", "bytes=9-0",
    "bytes=-0", "bytes=0-1,3-4", "bytes=" + "9" * 4000 + "-", '"tag"', "W/" + '"tag"', "*", '"',
    "Mon, 01 Jan 2001 00:00:00 GMT", "Mon, 99 Foo 99999 99:99:99 GMT", "evil.example",
    "evil.example:99999", "[::1", "a b", "Bearer", "Bearer x", "Basic Og==", "multipart/form-data",
    "multipart/form-data; boundary=", "application/json; charset=rot13", "chunked", "100-continue",
)  # fmt: skip
_BODIES = (
    b"", b"{}", b'{"name": "a", "rate_limit": null}', b'{"name": "\\ud800"}', b"[" * 100_000,
    b'{"a":NaN,"a":1e999}', b"\xef\xbb\xbf{}", b'"\\ud800"', b"a=1&a=2",
    b"--x\r\nContent-Disposition: form-data; filename=x\r\n\r\n", b"x" * 100_000, *BYTES,
)  # fmt: skip
_TELLTALE = (b"Traceback", b'File "/', b"site-packages", b"sqlalchemy", b"psycopg")

Report = Callable[[str], None]


@dataclass(frozen=True)
class Passes:
    """What opens doors: a key for the admin's, and tokens by whose doors they are for."""

    admin_key: str = ""
    tokens: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A request. ``path`` and ``query`` are percent-encoded, as they go over the wire."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def name(self) -> str:
        """Enough to know what was asked."""
        given = ", ".join(f"{key}: {value}" for key, value in self.headers)
        return f"{self.method} {self.path}?{self.query} [{given}] {self.body[:40]!r}"[:600]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class RequestFigures:
    """What became of them. ``reached`` of ``doors`` gave an answer below 400.

    ``findings`` are requests whose answer was none that there may be, a sentence each.
    """

    tried: int
    statuses: Mapping[int, int]
    codes: Mapping[str, int]
    doors: int
    reached: int
    findings: tuple[str, ...]
    seconds: float
    worst_seconds: float

    @property
    def clean(self) -> bool:
        """Whether every answer was one that there may be."""
        return not self.findings and self.tried == sum(self.statuses.values())


def fuzz_requests(
    app: OpenAPI,
    requests: int,
    seed: int,
    *,
    passes: Passes | None = None,
    report: Report = lambda _: None,
) -> RequestFigures:
    """Ask so many times. Half of what goes to a door that wants a pass has it."""
    doors = doors_of(app)
    tally = _Tally(report)
    began = time.monotonic()
    for number in range(requests):
        door, asked = draw(doors, seed, number, passes or Passes())
        started = time.monotonic()
        answer = ask(app, asked)
        tally.worst_seconds = max(tally.worst_seconds, time.monotonic() - started)
        tally.count(door, answer)
        for fault in faults_of(asked, answer):
            tally.found(f"seed {seed}, number {number}: {fault}: {asked.name}")
    return RequestFigures(
        tried=requests,
        statuses=dict(sorted(tally.statuses.items())),
        codes=dict(sorted(tally.codes.items())),
        doors=len({door.path for door in doors}),
        reached=len(tally.reached),
        findings=tuple(tally.findings),
        seconds=time.monotonic() - began,
        worst_seconds=tally.worst_seconds,
    )


def draw(doors: tuple[Door, ...], seed: int, number: int, passes: Passes) -> tuple[Door, Asked]:
    """The request of this seed and number, and the door that it is for."""
    chance = Random(f"{seed}/{number}")
    (door,) = chance.choices(doors, [1 + len(one.arguments) for one in doors])
    headers = [_header(chance) for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 4)))]
    if passes.admin_key and door.asks_for_a_key and chance.random() < 0.5:
        headers.append(("X-API-Key", passes.admin_key))
    token = passes.tokens.get(door.asks_for_a_token)
    if token and chance.random() < 0.8:
        headers.append(("Authorization", f"Bearer {token}"))
    body = chance.choice(_BODIES) if chance.random() < 0.2 else b""
    if body and chance.random() < 0.5:
        headers.append(("Content-Type", "application/json"))
    asked = Asked(
        method=_method(door, chance),
        path=_path(door, chance),
        query=_query(door, chance),
        headers=tuple(headers),
        body=body,
    )
    return door, asked


def ask(app: OpenAPI, asked: Asked) -> Answer:
    """Straight to the application, as a server would: no client mends anything on the way."""
    environ = {
        "REQUEST_METHOD": asked.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(asked.path).decode("latin-1"),
        "QUERY_STRING": asked.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "CONTENT_LENGTH": str(len(asked.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(asked.body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in asked.headers:
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    body, status, headers = run_wsgi_app(app, environ, buffered=True)
    return Answer(int(status.split()[0]), headers, b"".join(body))


def faults_of(asked: Asked, answer: Answer) -> list[str]:
    """What is wrong with an answer, if anything."""
    return [fault for look in _LOOKS if (fault := look(asked, answer))]


def _no_server_error(asked: Asked, answer: Answer) -> str | None:
    is_picture = not _is_the_catalogues(asked)  # whose upstream is well
    if is_picture and answer.status == 503 and code_of(answer) in (PENDING, None):
        return None
    return f"status {answer.status}" if answer.status >= 500 else None


def _nothing_of_our_insides(_asked: Asked, answer: Answer) -> str | None:
    told = [mark for mark in _TELLTALE if mark in answer.body]
    return f"tells of {told[0]!r}" if told and answer.status >= 400 else None


def _a_problem_document(asked: Asked, answer: Answer) -> str | None:
    if answer.status < 400 or asked.method == "HEAD" or _is_page(answer):
        return None
    if _is_the_catalogues(asked):
        return _an_envelope(answer)
    if answer.headers.get("Content-Type") != "application/problem+json":
        return f"an error as {answer.headers.get('Content-Type')}"
    document = json.loads(answer.body)
    whole = set(document) == {"type", "title", "status", "code", "detail"}
    right = whole and document["status"] == answer.status and document["code"]
    return None if right and document["detail"] else f"a problem of {document}"


def _is_the_catalogues(asked: Asked) -> bool:
    return speaks_tvdb(unquote_to_bytes(asked.path).decode(errors="replace"))


def _an_envelope(answer: Answer) -> str | None:
    """TheTVDB's clients know nothing else."""
    if not answer.headers.get("Content-Type", "").startswith("application/json"):
        return f"an error as {answer.headers.get('Content-Type')}"
    document = json.loads(answer.body)
    whole = set(document) == {"status", "message", "data"} and document["message"]
    right = whole and document["status"] == "failure" and document["data"] is None
    return None if right else f"an envelope of {document}"


def _no_error_is_kept(_asked: Asked, answer: Answer) -> str | None:
    kept = answer.headers.get("Cache-Control")
    return f"an error kept by {kept}" if answer.status >= 400 and kept != "no-store" else None


def _nobody_sniffs(_asked: Asked, answer: Answer) -> str | None:
    return None if answer.headers.get("X-Content-Type-Options") == "nosniff" else "no nosniff"


def _redirects_stay_here(_asked: Asked, answer: Answer) -> str | None:
    where = answer.headers.get("Location")
    if where is None or (where.startswith("/") and where[1:2] not in ("/", "\\")):
        return None
    return f"leads to {where}"


def _headers_are_lines(_asked: Asked, answer: Answer) -> str | None:
    names = [name.lower() for name, _ in answer.headers]
    broken = [value for _, value in answer.headers if set("\r\n\0") & set(value)]
    if broken or "x-injected" in names or "set-cookie" in names:
        return f"headers {list(answer.headers)}"
    return None


_LOOKS = (
    _no_server_error,
    _nothing_of_our_insides,
    _a_problem_document,
    _no_error_is_kept,
    _nobody_sniffs,
    _redirects_stay_here,
    _headers_are_lines,
)


def code_of(answer: Answer) -> str | None:
    """The code of a problem document; none for anything else."""
    if answer.headers.get("Content-Type") != "application/problem+json" or not answer.body:
        return None
    return str(json.loads(answer.body).get("code"))


def _is_page(answer: Answer) -> bool:
    """Pages for people say what is wrong as pages."""
    return answer.headers.get("Content-Type", "").startswith("text/html")


def _method(door: Door, chance: Random) -> str:
    drawn = chance.random()
    if drawn < 0.5:
        return "GET" if "GET" in door.methods else "POST"
    return chance.choice(door.methods if drawn < 0.9 else _METHODS)


def _path(door: Door, chance: Random) -> str:
    """Often all of it makes sense but for one word, or all of it does: those get far."""
    path = door.path
    spoilt = chance.choice((*door.arguments, None, None))
    wild = chance.random() < 0.2
    for argument in door.arguments:
        bad = wild or argument == spoilt
        path = path.replace(f"{{{argument}}}", nasty(chance) if bad else meant(argument, chance))
    if chance.random() < 0.01:
        return ""
    if chance.random() < 0.05:
        path += chance.choice(("/", "//", "/..", ";a", "%2f", "%00", "/" + nasty(chance)))
    return path


def _query(door: Door, chance: Random) -> str:
    pairs = []
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 3)) if chance.random() < 0.99 else 1_000):
        name = chance.choice(door.query) if chance.random() < 0.8 else nasty(chance)
        value = meant(name, chance) if chance.random() < 0.4 else nasty(chance)
        pairs.append(f"{name}={value}" if chance.random() < 0.95 else name)
    return "&".join(pairs)


def _header(chance: Random) -> tuple[str, str]:
    value = chance.choice(_VALUES) if chance.random() < 0.6 else text(chance)
    return chance.choice(_HEADERS), value


@dataclass
class _Tally:
    report: Report
    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)
    worst_seconds: float = 0

    def count(self, door: Door, answer: Answer) -> None:
        self.statuses[answer.status] += 1
        if code := code_of(answer):
            self.codes[code] += 1
        if answer.status < 400:
            self.reached.add(door.path)

    def found(self, what: str) -> None:
        self.findings.append(what)
        self.report(what)
