"""A server that speaks both protocols of vision endpoints, and misbehaves when it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.house.house import clean_environment
from tvdbproxy.settings.ingest import IngestSettings
from tvdbproxy.vision.endpoint import VisionEndpoint
from tvdbproxy.vision.open import open_vision

__all__ = ["clean_environment"]

KEY = "the-vision-key"
MODEL = "a-model-that-sees"
PICTURE = b"\xff\xd8\xff\xe0 a small picture"

PROVIDERS = ("openai", "google")
OpenEndpoint = Callable[..., VisionEndpoint]


@dataclass(frozen=True)
class Question:
    """One request as it arrived; header names are lower-case."""

    path: str
    headers: dict[str, str]
    document: Any


class VisionServer:
    """Answers with ``status``, ``headers`` and ``body``; ``gate`` keeps answers back."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = b"{}"
        self.gate = threading.Event()
        self.gate.set()
        handler = type("VisionHandler", (_Handler,), {"vision": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def answer(self, document: Any, status: int = 200, **headers: str) -> None:
        """Answer with this JSON, or with bytes as they are."""
        self.body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def says(self, content: Any, **message: Any) -> None:
        """Answer as a chat model that says this."""
        message = {"role": "assistant", "content": content, **message}
        self.answer({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})

    def sees(self, **annotations: Any) -> None:
        """Answer as Google Vision that sees this."""
        self.answer({"responses": [annotations]})

    def close(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    vision: VisionServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.vision.asked.append(Question(self.path, headers, json.loads(body)))
        self.vision.gate.wait(30)
        with suppress(OSError):  # whoever asked may have had enough
            self.send_response(self.vision.status)
            named = {"Content-Length": str(len(self.vision.body)), **self.vision.headers}
            for name, value in named.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(self.vision.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def vision_server() -> Iterator[VisionServer]:
    """A server of models."""
    server = VisionServer()
    yield server
    server.close()


@pytest.fixture
def open_endpoint(clean_environment: None, vision_server: VisionServer) -> OpenEndpoint:
    """Endpoints of the server, as settings open them."""

    def open_(provider: str, **given: Any) -> VisionEndpoint:
        usual = {
            "vision_provider": provider,
            "vision_url": vision_server.url,
            "vision_api_key": KEY,
            "vision_model": MODEL,
        }
        endpoint = open_vision(IngestSettings(**{**usual, **given}))
        assert endpoint is not None
        return endpoint

    return open_


@pytest.fixture
def chat(open_endpoint: OpenEndpoint) -> VisionEndpoint:
    """A chat model."""
    return open_endpoint("openai")


@pytest.fixture
def google(open_endpoint: OpenEndpoint) -> VisionEndpoint:
    """Google Vision."""
    return open_endpoint("google")


@pytest.fixture(params=PROVIDERS)
def endpoint(request: pytest.FixtureRequest, open_endpoint: OpenEndpoint) -> VisionEndpoint:
    """Either."""
    return open_endpoint(request.param)
