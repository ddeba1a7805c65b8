"""An HTTP server in front of a real one, which goes wrong when a test or a program says so.

What it passes on it passes on as it came, so that signed requests stay valid.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Trouble:
    """``kind``: ``status`` answers with it instead of asking, ``silence`` takes the request
    and never answers, ``cut`` passes half of the body on and hangs up on both sides,
    ``lost`` passes all of it on and hangs up instead of answering.

    Of the requests with this ``method`` (all without one) the first ``after`` pass, then
    ``times`` (None: all) go wrong.
    """

    kind: str
    method: str = ""
    after: int = 0
    times: int | None = None
    status: int = 503
    body: bytes = b"<Error><Code>SlowDown</Code></Error>"


class FrontDoor:
    """Listens at ``url`` for the server at ``behind``. ``asked`` counts requests, ``requests``
    are their methods, paths and headers. With ``max_age`` answers say that they are as old
    after so many seconds as they would be after the time that they named, and with
    ``cache_control`` they say that."""

    def __init__(self, behind: str) -> None:
        self.behind = urlsplit(behind).netloc
        self.asked = 0
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.max_age: int | None = None
        self.cache_control: str | None = None
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._trouble: Trouble | None = None
        self._matched = 0
        self._server = _Server(("127.0.0.1", 0), type("Door", (_Handler,), {"door": self}))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def go_wrong(self, trouble: Trouble) -> None:
        """From the next request on, in place of any trouble before."""
        with self._lock:
            self._trouble, self._matched = trouble, 0

    def mend(self) -> None:
        with self._lock:
            self._trouble = None

    def happened(self) -> int:
        """How many requests the trouble has matched."""
        return self._matched

    def trouble_of(self, method: str) -> Trouble | None:
        """What befalls this request."""
        with self._lock:
            self.asked += 1
            trouble = self._trouble
            if trouble is None or trouble.method not in ("", method):
                return None
            self._matched += 1
            over = self._matched - trouble.after
            return trouble if over > 0 and over <= (trouble.times or over) else None

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def front_door(behind: str) -> Iterator[FrontDoor]:
    """A front door for as long as the block lasts."""
    door = FrontDoor(behind)
    try:
        yield door
    finally:
        door.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    door: FrontDoor
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = {name.lower(): value for name, value in self.headers.items()}
        self.door.requests.append((self.command, self.path, said))
        trouble = self.door.trouble_of(self.command)
        if trouble is None:
            self._pass_on(body)
        elif trouble.kind == "status":
            self._answer(trouble.status, [("Content-Type", "application/xml")], trouble.body)
        else:
            if trouble.kind == "silence":
                self.door.closing.wait(60)
            elif trouble.kind == "cut":
                with self._ask(body[: len(body) // 2]):
                    pass  # and hang up
            else:
                with self._ask(body) as asked:
                    asked.getresponse().read()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _serve  # noqa: N815

    def _pass_on(self, body: bytes) -> None:
        with self._ask(body) as asked:
            answer = asked.getresponse()
            data = answer.read()
        hop = ("transfer-encoding", "connection", "keep-alive", "content-length")
        headers = [self._aged(*pair) for pair in answer.getheaders() if pair[0].lower() not in hop]
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        self._answer(answer.status, headers, data, length)

    def _aged(self, name: str, value: str) -> tuple[str, str]:
        if self.door.max_age is not None and name.lower() == "cache-control":
            value = re.sub(r"max-age=\d+", f"max-age={self.door.max_age}", value)
        if self.door.cache_control is not None and name.lower() == "cache-control":
            value = self.door.cache_control
        return name, value

    @contextmanager
    def _ask(self, body: bytes) -> Iterator[HTTPConnection]:
        connection = HTTPConnection(self.door.behind, timeout=30)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        with closing(connection):
            yield connection

    def _answer(
        self, status: int, headers: list[tuple[str, str]], body: bytes, length: str | None = None
    ) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
