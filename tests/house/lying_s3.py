"""A proxy in front of an S3 server that acknowledges an upload and then spoils it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


class LyingS3:
    """Hands every request on. After the upload that is ``at`` in the row (from 1, counted since
    ``lie`` was called) and those that follow, so many ``times``, the lie is told ``bucket`` and
    ``key`` before the answer goes out."""

    def __init__(self, endpoint_url: str) -> None:
        self.site = urlsplit(endpoint_url).netloc
        self._lie: Callable[[str, str], None] | None = None
        self._left = self._times = 0
        self._lock = threading.Lock()
        handler = type("LyingHandler", (_Handler,), {"liar": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def lie(self, at: int, how: Callable[[str, str], None], *, times: int = 1) -> None:
        """Spoil uploads from ``at`` on, so many."""
        self._left, self._times, self._lie = at + times - 1, times, how

    @property
    def has_lied(self) -> bool:
        return self._lie is not None and self._left == 0

    def stored(self, path: str) -> None:
        """An upload was acknowledged by the real server."""
        with self._lock:
            if self._left == 0 or self._lie is None:
                return
            self._left -= 1
            if self._left < self._times:
                bucket, _, key = unquote(urlsplit(path).path).lstrip("/").partition("/")
                self._lie(bucket, key)

    @contextmanager
    def running(self) -> Iterator[LyingS3]:
        """Listen until the end of the block."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    liar: LyingS3

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection(self.liar.site, timeout=20)
        try:
            # The signature covers the Host header, which therefore stays as it came.
            connection.putrequest(
                self.command, self.path, skip_host=True, skip_accept_encoding=True
            )
            for name, value in self.headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if self.command == "PUT" and answer.status == 200:
            self.liar.stored(self.path)
        self.send_response_only(answer.status)
        length = answer.headers.get("Content-Length", str(len(content)))
        for name, value in answer.headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_GET(self) -> None:
        self._pass_on()

    def do_HEAD(self) -> None:
        self._pass_on()

    def do_PUT(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def do_DELETE(self) -> None:
        self._pass_on()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
