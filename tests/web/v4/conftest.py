"""A small house in front of the sample upstream, and a client with a key of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house.asking import ask
from tests.house.house import OpenHouse
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.embedded.sample import SampleServer, start_sample
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.upstream.patience import Patience
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services

BASE = "http://pictures.example"


@dataclass
class Door:
    """``client`` asks us, ``upstream`` asks the sample itself."""

    services: Services
    client: FlaskClient
    upstream: TvdbClient
    sample: SampleServer
    headers: dict[str, str]

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask with the client's token; underscores in header names are dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers={**self.headers, **named})

    def data(self, path: str) -> Any:
        response = self.get(path)
        assert response.status_code == 200, response.text
        return response.json["data"]

    def token(self, **traits: Any) -> dict[str, str]:
        """Headers of another client, whose key has these traits."""
        return _log_in(self.services, self.client, **traits)

    def fault(self, match: str, kind: str = "status", **params: Any) -> None:
        self._control("POST", "/__faults__", {"faults": [{"match": match, "kind": kind, **params}]})

    def mend(self) -> None:
        self._control("DELETE", "/__faults__")

    def edit(self, **edit: Any) -> None:
        self._control("POST", "/__world__", edit)

    def directly(self, path: str, method: str = "GET") -> tuple[int, Any]:
        """What upstream itself answers, whatever its status."""
        base = self.sample.base_url
        _, _, answer = ask(base, "/v4/login", "POST", b'{"apikey": "key"}')
        bearer = f"Bearer {json.loads(answer)['data']['token']}"
        body = b"{}" if method == "POST" else None
        status, _, answer = ask(base, f"/v4{path}", method, body, Authorization=bearer)
        return status, json.loads(answer)

    def asked(self, path: str) -> int:
        """How often upstream was asked for a path."""
        report = self._control("GET", "/__requests__")
        return sum(report["requests"].get(path, {}).values())

    def _control(self, method: str, path: str, document: Any = None) -> Any:
        body = json.dumps(document).encode() if document is not None else None
        status, _, answer = ask(self.sample.artwork_host, path, method, body)
        assert status == 200, answer
        return json.loads(answer)


@pytest.fixture
def make_door(open_house: OpenHouse) -> Iterator[Callable[..., Door]]:
    """Build doors; settings by field name."""
    stops: list[Callable[[], None]] = []

    def make(**given: Any) -> Door:
        sample = start_sample(controls=True, titles=10, page_size=3)
        stops.append(sample.stop)
        site = urlsplit(sample.base_url).netloc
        services = open_house(
            tvdb_base_url=sample.base_url,
            tvdb_artwork_hosts=(sample.artwork_host,),
            fetch_private_hosts=(site,),
            **{"public_base_url": BASE, **given},
        )
        client = create_app(services).test_client()
        policy = FetchPolicy(10**8, 10, private_hosts=frozenset({site}))
        upstream = TvdbClient(
            sample.base_url, "key", "", Fetcher(policy), patience=Patience(attempts=1)
        )
        return Door(services, client, upstream, sample, _log_in(services, client))

    yield make
    for stop in stops:
        stop()


@pytest.fixture
def door(make_door: Callable[..., Door]) -> Door:
    """A door with the settings of a small house."""
    return make_door()


def _log_in(services: Services, client: FlaskClient, **traits: Any) -> dict[str, str]:
    with services.database.write() as session:
        issued = keys.create(session, Traits(name="a test", **traits))
    answer = client.post("/v4/login", json={"apikey": issued.text})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {json.loads(answer.data)['data']['token']}"}
