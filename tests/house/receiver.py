"""A server that is called back, and a courier that may call it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tvdbproxy.db.database import Database
from tvdbproxy.fetch.breaker import CircuitBreaker
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.ingest.callbacks.courier import Courier
from tvdbproxy.ingest.callbacks.receivers import PendingSource, Webhooks

SECRET = "the-callback-secret"
SOURCE_KEY = "the-key-of-the-source"


@dataclass(frozen=True)
class Heard:
    """One request as it arrived; header names are lower-case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class CallbackReceiver:
    """Takes what it is sent on a loopback port, and answers as ``answers`` say, then 200."""

    def __init__(self, port: int = 0) -> None:
        self.heard: list[Heard] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        # A test closes it to keep every answer back, and sets it again.
        self.gate = threading.Event()
        self.gate.set()
        handler = type("ReceiverHandler", (_Handler,), {"receiver": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self.port: int = self._server.server_address[1]
        self.site = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.site}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def answer(self, *statuses: int, **headers: str) -> None:
        """Answer the next requests with these; underscores in header names are dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers += [(status, named) for status in statuses]

    def close(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    receiver: CallbackReceiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.heard.append(Heard(self.command, self.path, headers, body))
        self.receiver.gate.wait(30)
        status, named = self.receiver.answers.pop(0) if self.receiver.answers else (200, {})
        self.send_response(status)
        for name, value in {"Content-Length": "0", **named}.items():
            self.send_header(name, value)
        self.end_headers()

    do_DELETE = do_PURGE = do_POST  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def callback_receiver() -> Iterator[CallbackReceiver]:
    """Somebody who wants to be told."""
    receiver = CallbackReceiver()
    yield receiver
    receiver.close()


def courier_to(database: Database, *sites: str, **given: Any) -> Courier:
    """A courier who may call these ``host:port`` in private, and knows the first as the server
    whose pending queue is worked off."""
    private = frozenset(sites)
    policy = FetchPolicy(max_bytes=1000, total_seconds=10, private_hosts=private)
    # One that opens after a thousand failures, since tests are about one receiver.
    breaker = given.pop("breaker", CircuitBreaker(threshold=1000))
    fetcher = Fetcher(policy, breaker=breaker, **given.pop("fetching", {}))
    source = given.pop("source_url", f"http://{sites[0]}" if sites else "")
    small = {"lease_seconds": 60, "max_attempts": 3, "max_deliveries": 3}
    return Courier(
        database=database,
        webhooks=Webhooks(fetcher, given.pop("secret", SECRET)),
        source=PendingSource(fetcher, source, SOURCE_KEY),
        **{**small, **given},
    )
