"""A server on a loopback port that remembers what it was sent, and says what it is told to."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Heard:
    """One request as it arrived; header names are lower-case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Saying:
    """One answer. ``Content-Length`` is told as it is, unless ``headers`` have another."""

    status: int = 200
    headers: Mapping[str, str] | None = None
    body: bytes = b""


class Listener:
    """Remembers what it heard, and says what its kind has to say."""

    def __init__(self, port: int = 0) -> None:
        self.heard: list[Heard] = []
        # A test closes it to keep every answer back, and sets it again.
        self.gate = threading.Event()
        self.gate.set()
        handler = type("ListenerHandler", (_Handler,), {"listener": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self.port: int = self._server.server_address[1]
        self.site = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.site}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def say(self) -> Saying:
        """What the next one is answered."""
        raise NotImplementedError

    def close(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def named(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers that were given as arguments: underscores in their names are dashes."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


class _Server(ThreadingHTTPServer):
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    listener: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.listener.heard.append(Heard(self.command, self.path, headers, body))
        self.listener.gate.wait(30)
        saying = self.listener.say()
        with suppress(OSError):  # whoever asked may have had enough
            self.send_response(saying.status)
            told = {"Content-Length": str(len(saying.body)), **(saying.headers or {})}
            for name, value in told.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(saying.body)

    def do_DELETE(self) -> None:
        self.do_POST()

    def do_PURGE(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
