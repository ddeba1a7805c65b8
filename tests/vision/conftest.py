"""A server that speaks both protocols of vision endpoints, and misbehaves when it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.house.house import clean_environment
from tests.house.listener import Listener, Saying, named
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


class VisionServer(Listener):
    """Answers with ``status``, ``headers`` and ``body``; ``gate`` keeps answers back."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = b"{}"
        super().__init__()
        self.url = f"{self.url}/v1"

    @property
    def asked(self) -> list[Question]:
        """What it heard, read as JSON."""
        return [Question(each.path, each.headers, json.loads(each.body)) for each in self.heard]

    def say(self) -> Saying:
        return Saying(self.status, self.headers, self.body)

    def answer(self, document: Any, status: int = 200, **headers: str) -> None:
        """Answer with this JSON, or with bytes as they are."""
        self.body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.status, self.headers = status, named(headers)

    def says(self, content: Any, **message: Any) -> None:
        """Answer as a chat model that says this."""
        message = {"role": "assistant", "content": content, **message}
        self.answer({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})

    def sees(self, **annotations: Any) -> None:
        """Answer as Google Vision that sees this."""
        self.answer({"responses": [annotations]})


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
