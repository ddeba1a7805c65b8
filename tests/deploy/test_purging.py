"""Varnish forgets what it is told to; by those alone who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.asking import AVIF, PLAIN, WEBP, ask
from tests.deploy.conftest import PICTURE, Cache, Origin, running


@pytest.fixture
def cache(origin: Origin, tmp_path: Path) -> Iterator[Cache]:
    with running("varnish", tmp_path, origin) as url:
        yield Cache("varnish", url, origin)


def test_an_address_is_forgotten_in_all_its_formats(cache: Cache) -> None:
    for accept in (AVIF, WEBP, PLAIN):
        ask(cache.url, PICTURE, accept)
    assert ask(cache.url, PICTURE, method="PURGE").status == 200
    assert [ask(cache.url, PICTURE, each).cache for each in (AVIF, WEBP, PLAIN)] == ["MISS"] * 3


def test_what_begins_alike_is_forgotten_together_and_nothing_else(cache: Cache) -> None:
    inside = [PICTURE, f"{PICTURE}.webp", "/images/series/1/poster/thumbnail", f"{PICTURE}?v=ab"]
    outside = f"/api/v1{PICTURE}"
    for address in (*inside, outside):
        ask(cache.url, address)
    assert ask(cache.url, "/images/series/1/poster/*", method="PURGE").status == 200
    assert [ask(cache.url, address).cache for address in inside] == ["MISS"] * len(inside)
    assert ask(cache.url, outside).cache == "HIT"


def test_who_comes_through_a_proxy_purges_nothing(cache: Cache) -> None:
    ask(cache.url, PICTURE)
    refused = ask(cache.url, PICTURE, method="PURGE", X_Forwarded_For="6.6.6.6")
    assert refused.status == 403
    assert ask(cache.url, PICTURE).cache == "HIT"
