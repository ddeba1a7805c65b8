"""Caddy's certificate in front of a cache in front of the service."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.deploy.asking import WEBP
from tests.deploy.conftest import PICTURE, Origin, running
from tests.deploy.recipes import caddy
from tests.house.waiting import eventually


@dataclass(frozen=True)
class Visitor:
    """Who trusts the authority of this Caddy alone."""

    url: str
    authority: Path

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
        trust = ssl.create_default_context(cafile=str(self.authority))
        connection = HTTPSConnection(urlsplit(self.url).netloc, timeout=30, context=trust)
        try:
            said = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Accept": WEBP, **said})
            answer = connection.getresponse()
            answer.read()
            return answer.status, dict(answer.headers)
        finally:
            connection.close()


@pytest.fixture(params=["nginx", "varnish"])
def visitor(request: pytest.FixtureRequest, origin: Origin, tmp_path: Path) -> Iterator[Visitor]:
    with (
        running(request.param, tmp_path, origin) as cache,
        caddy(tmp_path / "caddy", cache.removeprefix("http://")) as (url, authority),
    ):
        eventually(authority.exists)
        visitor = Visitor(url, authority)
        eventually(lambda: _answers(visitor))
        yield visitor


def test_pictures_come_over_tls_out_of_the_cache(visitor: Visitor, origin: Origin) -> None:
    assert visitor.ask(PICTURE)[1]["X-Cache-Status"] == "MISS"
    status, headers = visitor.ask(PICTURE)
    assert (status, headers["X-Cache-Status"]) == (200, "HIT")
    assert headers["Content-Type"] == "image/webp"


def test_the_service_counts_two_proxies(visitor: Visitor, origin: Origin) -> None:
    visitor.ask("/healthz", X_Forwarded_For="6.6.6.6", X_Forwarded_Proto="evil")
    told = origin.door.requests[-1][2]
    assert told["x-forwarded-for"].split(", ") == ["127.0.0.1", "127.0.0.1"]
    assert told["x-forwarded-proto"].split(", ") == ["https", "http"]
    assert told["x-forwarded-host"].split(", ")[0].startswith("localhost")


def test_nobody_outside_purges(visitor: Visitor) -> None:
    assert visitor.ask(PICTURE, "PURGE")[0] == 405


def _answers(visitor: Visitor) -> bool:
    """Its certificate is signed a moment after it listens."""
    try:
        return visitor.ask("/healthz")[0] == 200
    except OSError:
        return False
