"""Varnish forgets what it is told to; by those alone who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.asking import AVIF, PLAIN, WEBP, ask
from tests.deploy.conftest import PICTURE, Cache, Origin, running
from tests.deploy.recipes import varnish
from tests.house.artwork_host import ArtworkHost
from tests.house.front_door import front_door
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.served import served
from tests.house.titles import PATH, due_again, hang
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.cdn.courier import deliver
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.wiring import Services


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


def test_a_picture_that_was_replaced_is_shown_before_its_hour_is_over(
    open_house: OpenHouse, artwork_host: ArtworkHost, tmp_path: Path
) -> None:
    """From the change to the visitor, through the rows and the real cache."""
    port = FreePorts().one()
    services = open_house(
        cdn_purge="http",
        cdn_purge_urls=(f"http://127.0.0.1:{port}",),
        cdn_purge_wait_seconds=0,
    )
    assert services.cdn is not None
    artwork_host.show(PATH, poster())
    hang(services.database)
    with served(services) as url, front_door(url) as door:
        origin = Origin(services, door)
        with varnish(tmp_path / "varnish", origin.site, port) as cache:
            make(services)
            old = ask(cache, PICTURE).body
            artwork_host.show(PATH, poster(1))
            make(services)
            assert (ask(cache, PICTURE).body, ask(cache, PICTURE).cache) == (old, "HIT")
            assert deliver(services.cdn) == 2
            new = ask(cache, PICTURE)
            assert new.cache == "MISS"
            assert new.body == ask(door.url, PICTURE).body != old


def make(services: Services) -> None:
    """Have the poster made, and the memories told."""
    due_again(services.database)
    for prefix in run(services.kitchen, 11).changed:
        services.notices.announce(prefix)


def test_who_comes_through_a_proxy_purges_nothing(cache: Cache) -> None:
    ask(cache.url, PICTURE)
    refused = ask(cache.url, PICTURE, method="PURGE", X_Forwarded_For="6.6.6.6")
    assert refused.status == 403
    assert ask(cache.url, PICTURE).cache == "HIT"
