"""Reading the web server's progress, over real HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.embedded.progress import Progress, read_progress

Serve = Callable[[int, bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    answer: list[tuple[int, bytes]] = [(200, b"")]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer[0]
            self.send_response(status if self.path == "/api/v1/progress" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()

        def answer_with(status: int, body: bytes) -> str:
            answer[0] = (status, body)
            return f"http://127.0.0.1:{server.server_port}"

        yield answer_with
        server.shutdown()
        thread.join()


def test_the_counts_are_read(serve: Serve) -> None:
    artwork = {"ready": 5, "pending": 2, "processing": 1, "failed": 3, "missing": 4, "total": 15}
    document = {
        "phase": "syncing",
        "titles": {"done": 1, "total": 9},
        "artwork": artwork,
        "bytes": 77,
    }
    base_url = serve(200, json.dumps(document).encode())
    assert read_progress(base_url) == Progress("syncing", 1, 9, 5, 3, 4, 3, 15, 77)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"{}"),
        (503, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"titles": null, "artwork": {}}'),
    ],
)
def test_any_other_answer_is_no_progress(serve: Serve, status: int, body: bytes) -> None:
    assert read_progress(serve(status, body)) is None


def test_no_answer_is_no_progress() -> None:
    assert read_progress(f"http://127.0.0.1:{FreePorts().one()}") is None


def test_counts_that_are_missing_are_nought(serve: Serve) -> None:
    base_url = serve(200, b'{"titles": {"done": "many"}, "artwork": {}}')
    assert read_progress(base_url) == Progress("", 0, 0, 0, 0, 0, 0, 0, 0)
