"""Upstream is away, comes and goes, or is silent, in front of a real server: reading goes on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from tests.flows.conftest import World
from tests.house.asking import ask
from tests.house.catalogue import Reader, age, reader, replies, says_so
from tests.house.processes import web_server
from tests.house.waiting import eventually
from tvdbproxy.db.database import Database

HELD = "/v4/series/910001/extended"
OTHERS = [f"/v4/series/{number}/extended" for number in range(910002, 910006)]
TABLE = "/v4/genres"
HOUR = 3600


@pytest.fixture
def world(make_world: Callable[..., World], sqlite_database: Database) -> World:
    """A world whose web server is impatient, and takes records of half an hour for old."""
    return make_world(
        sqlite_database,
        titles=40,
        fetch_seconds=1,
        catalogue_wait_seconds=0.5,
        catalogue_memory_mb=0,
        catalogue_ages='{"record": [600, 1800]}',
    )


def is_fresh(somebody: Reader, path: str) -> bool:
    told = somebody.get(path)
    assert told.status != 404
    return told.status == 200 and not told.warning


@pytest.mark.proves("C2")
def test_an_hour_without_upstream_is_no_hour_without_the_catalogue(world: World) -> None:
    with web_server(world.folder, world.environment) as base:
        somebody = reader(world.services, base)
        before = somebody.get(HELD)
        assert somebody.get(TABLE).status == 200
        world.sample.refuse()
        age(world.database, hours=1)

        for _ in range(2):
            held = somebody.get(HELD)
            assert (held.status, held.body, held.warning) == (200, before.body, "111")
            assert int(held.headers["Age"]) >= HOUR
            # Nobody needs upstream for what is good for a week.
            assert (somebody.get(TABLE).status, somebody.get(TABLE).warning) == (200, "")
            says_so(somebody.get(OTHERS[0]), 503)
        assert all(row.status == 200 for row in replies(world.database).values())
        etag = before.headers["ETag"]
        assert somebody.get(HELD, If_None_Match=etag).status == 304

        world.sample.accept()
        eventually(lambda: is_fresh(somebody, HELD))
        for path in OTHERS:
            eventually(lambda path=path: is_fresh(somebody, path))
        assert int(somebody.get(HELD).headers["Age"]) < HOUR


@pytest.mark.proves("C2")
def test_an_upstream_that_comes_and_goes_is_never_a_record_that_is_not_there(world: World) -> None:
    with web_server(world.folder, world.environment) as base:
        somebody = reader(world.services, base)
        before = somebody.get(HELD)
        world.fault("/v4/", "status", status=502, body="html", every=2)
        world.fault("/v4/", "reset", every=3)
        paths = [f"/v4/series/{number}/extended" for number in range(910002, 910007)]
        for path in paths:
            age(world.database, hours=1)
            held = somebody.get(HELD)
            assert (held.status, held.body) == (200, before.body)
            told = somebody.get(path)
            if told.status != 200:
                says_so(told, 503)
        world.mend()
        for path in paths:
            eventually(lambda path=path: is_fresh(somebody, path))


@pytest.mark.proves("C3")
def test_a_silent_upstream_leaves_threads_for_all_that_needs_none(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(
        sqlite_database, titles=80, fetch_seconds=3, catalogue_wait_seconds=0.5, web_threads=8
    )
    cold = [f"/v4/series/{number}/extended" for number in range(910002, 910018)]
    with (
        web_server(world.folder, world.environment) as base,
        ThreadPoolExecutor(len(cold)) as threads,
    ):
        somebody = reader(world.services, base)
        before = somebody.get(HELD)
        picture = urlsplit(before.document["data"]["image"]).path
        assert ask(base, picture)[0] == 200
        world.fault("/v4/", "hang")
        waiting = [threads.submit(somebody.get, path) for path in cold]
        eventually(lambda: world.matched() >= 1)

        for _ in range(20):
            held = somebody.get(HELD)
            assert (held.status, held.body, held.warning) == (200, before.body, "")
            assert ask(base, picture)[0] == 200
            assert ask(base, "/healthz")[0] == 200
        for one in waiting:
            says_so(one.result(), 503)
            assert "Retry-After" in one.result().headers
        # Upstream is not asked by each of them: after a few it is left alone.
        assert world.matched() < len(cold)
        world.mend()
        for path in cold:
            eventually(lambda path=path: is_fresh(somebody, path))
