"""A small TheTVDB: real HTTP, real tokens, scripted trouble. Records are invented."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.upstream.patience import Patience

Answer = tuple[int, Any]


class Tvdb:
    """``records`` by path: an answer, or a function of the query that gives one.

    An answer is a status and JSON, or a status and raw bytes. ``troubles`` are answers
    that the next GETs get instead.
    """

    def __init__(self) -> None:
        self.records: dict[str, Answer | Callable[[dict[str, str]], Answer]] = {}
        self.troubles: list[Answer] = []
        self.login_troubles: list[Answer] = []
        self.logins: list[dict[str, Any]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.token_seconds = 30 * 86400.0
        self.tokens: set[str] = set()
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.site = f"127.0.0.1:{self._server.server_address[1]}"
        self.base_url = f"http://{self.site}/v4"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def log_in(self, body: dict[str, Any]) -> Answer:
        with self._lock:
            self.logins.append(body)
            if self.login_troubles:
                return self.login_troubles.pop(0)
            if body["apikey"] == "wrong":
                return failure(401, "InvalidAPIKey: apikey invalid")
            if body["apikey"] == "pinned" and "pin" not in body:
                return failure(400, "InvalidValueType: pin required")
            token = jwt(time.time() + self.token_seconds, len(self.logins))
            self.tokens.add(token)
            return success({"token": token})

    def get(self, path: str, query: dict[str, str], bearer: str) -> Answer:
        with self._lock:
            self.asked.append((path, query))
            if self.troubles:
                return self.troubles.pop(0)
            if bearer.removeprefix("Bearer ") not in self.tokens:
                return failure(401, "Unauthorized")
        record = self.records.get(path, failure(404, "NotFoundException: error fetching series"))
        return record(query) if callable(record) else record


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def _handler(tvdb: Tvdb) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            path = parts.path.removeprefix("/v4")
            self._send(tvdb.get(path, query, self.headers.get("Authorization", "")))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._send(tvdb.log_in(json.loads(body)))

        def _send(self, answer: Answer) -> None:
            status, body = answer
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Last-Modified", "Sat, 21 Nov 2026 12:00:00 GMT")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Tests are quiet."""

    return Handler


def success(data: Any, **links: Any) -> Answer:
    envelope = {"status": "success", "data": data}
    return 200, {**envelope, "links": links} if links else envelope


def failure(status: int, message: str) -> Answer:
    return status, {"status": "failure", "message": message, "data": None}


def jwt(expires_at: float, serial: int = 0) -> str:
    claims = json.dumps({"exp": int(expires_at), "serial": serial}).encode()
    return f"head.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.signature"


@pytest.fixture
def tvdb() -> Iterator[Tvdb]:
    server = Tvdb()
    yield server
    server.close()


@pytest.fixture
def connect(tvdb: Tvdb) -> Iterator[Callable[..., TvdbClient]]:
    """Build clients of the small TheTVDB that do not waste time on pauses."""
    fetchers: list[Fetcher] = []

    def build(api_key: str = "key", pin: str = "", **limits: Any) -> TvdbClient:
        policy = {"max_bytes": 10_000_000, "total_seconds": 10.0, **limits}
        fetchers.append(Fetcher(FetchPolicy(**policy, private_hosts=frozenset({tvdb.site}))))
        patience = Patience(sleep=lambda _: None)
        return TvdbClient(tvdb.base_url, api_key, pin, fetchers[-1], patience=patience)

    yield build
    for fetcher in fetchers:
        fetcher.close()


@pytest.fixture
def client(connect: Callable[..., TvdbClient]) -> TvdbClient:
    return connect()


@pytest.fixture(name="success")
def _success() -> Callable[..., Answer]:
    return success


@pytest.fixture(name="failure")
def _failure() -> Callable[..., Answer]:
    return failure


@pytest.fixture(name="jwt")
def _jwt() -> Callable[..., str]:
    return jwt
