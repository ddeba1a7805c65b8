"""A sample upstream for each test module that asks, and a small client for it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.house.asking import Answer
from tvdbproxy.embedded.sample import SampleServer, start_sample


class Told(Answer):
    """One in an envelope."""

    @property
    def data(self) -> Any:
        """What the envelope holds."""
        return self.document["data"]


class Upstream:
    """Talks to a sample server, one connection a request; logs in by itself."""

    def __init__(self, server: SampleServer) -> None:
        self.server = server
        self.address = urlsplit(server.base_url).netloc
        self.token = self.ask("POST", "/v4/login", body={"apikey": "any-key"}).data["token"]

    def ask(
        self, method: str, path: str, *, body: Any = None, headers: dict[str, str] | None = None
    ) -> Told:
        """Any request, as it is."""
        connection = http.client.HTTPConnection(self.address, timeout=20)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, headers or {})
            response = connection.getresponse()
            return Told(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Told:
        """A GET with the token."""
        return self.ask("GET", path, headers={"Authorization": f"Bearer {self.token}"} | headers)

    def data(self, path: str) -> Any:
        """The data of a record that must be there."""
        answer = self.get(f"/v4{path}")
        assert answer.status == 200, answer.body
        assert answer.document["status"] == "success"
        return answer.data

    def fault(self, match: str, kind: str, **params: Any) -> None:
        """Switch a fault on."""
        faults = {"faults": [{"match": match, "kind": kind, **params}]}
        assert self.ask("POST", "/__faults__", body=faults).status == 200

    def edit(self, **edit: Any) -> Told:
        """Change the world."""
        return self.ask("POST", "/__world__", body=edit)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A small world of its own for tests that change it, with controls."""
    with start_sample(controls=True, titles=10) as server:
        yield Upstream(server)


@pytest.fixture(scope="module")
def whole_upstream() -> Iterator[Upstream]:
    """The whole built-in world, only to be read; pages of ten."""
    with start_sample(page_size=10) as server:
        yield Upstream(server)
