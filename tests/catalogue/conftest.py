"""The sample upstream with its back door, asked by the real client."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tvdbproxy.embedded.sample import SampleServer, start_sample
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.upstream.patience import Patience


class Upstream:
    """A world that tests may change: ten titles, three to a page."""

    def __init__(self, server: SampleServer) -> None:
        self._site = urlsplit(server.base_url).netloc
        self.hosts = (server.artwork_host,)
        self._fetcher = Fetcher(
            FetchPolicy(max_bytes=10**7, total_seconds=10, private_hosts=frozenset({self._site}))
        )
        patience = Patience(attempts=1, sleep=lambda _: None)
        self.client = TvdbClient(server.base_url, "key", "", self._fetcher, patience=patience)

    def record(self, path: str) -> Any:
        """What upstream says at a path."""
        return self.client.get(path).data

    def edit(self, **edit: Any) -> None:
        """Change the world; see the sample's controls."""
        self._control("POST", "/__world__", edit)

    def break_down(self, match: str, status: int = 500, **params: Any) -> None:
        """Answer requests that match with an error."""
        fault = {"match": match, "kind": "status", "status": status, **params}
        self._control("POST", "/__faults__", {"faults": [fault]})

    def mend(self) -> None:
        """Answer everything again."""
        self._control("DELETE", "/__faults__")

    def close(self) -> None:
        self._fetcher.close()

    def _control(self, method: str, path: str, document: Any = None) -> None:
        connection = http.client.HTTPConnection(self._site, timeout=20)
        connection.request(method, path, json.dumps(document) if document else None)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        assert response.status == 200, answer


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with start_sample(controls=True, titles=10, page_size=3) as server:
        made = Upstream(server)
        yield made
        made.close()
