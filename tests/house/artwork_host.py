"""An artwork host whose files a test hangs, replaces, spoils and counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass(frozen=True)
class File:
    """What a path answers."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class ArtworkHost:
    """Serves ``files`` with ETags on a loopback port. ``asked`` are the paths, in order."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.asked: list[str] = []
        # A test closes it to keep every answer back, and sets it again.
        self.gate = threading.Event()
        self.gate.set()
        handler = type("HostHandler", (_Handler,), {"host": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.site = f"127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://{self.site}"

    def show(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        """Hang a file, or another in its place; underscores in header names are dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.files[path] = File(body, status, named)
        return path

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return self.asked.count(path)

    def close(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


class _Handler(BaseHTTPRequestHandler):
    host: ArtworkHost

    def do_GET(self) -> None:
        self.host.asked.append(self.path)
        self.host.gate.wait(30)
        file = self.host.files.get(self.path, File(b"not here", 404))
        etag = f'"{sha256(file.body).hexdigest()[:16]}"'
        unchanged = file.status == 200 and self.headers.get("If-None-Match") == etag
        self.send_response(304 if unchanged else file.status)
        headers = {"ETag": etag, "Content-Type": "image/jpeg", **file.headers}
        headers.setdefault("Content-Length", str(len(file.body)))
        for name, value in headers.items():
            if not (unchanged and name == "Content-Length"):
                self.send_header(name, value)
        self.end_headers()
        if not unchanged:
            self.wfile.write(file.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def artwork_host() -> Iterator[ArtworkHost]:
    """An empty artwork host."""
    host = ArtworkHost()
    yield host
    host.close()
