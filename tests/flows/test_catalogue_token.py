"""Our token at upstream ends while many ask, or nobody can log in: reading goes on."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.flows.conftest import World
from tests.house.asking import ask
from tests.house.catalogue import Reader, Told, age, reader, says_so
from tests.house.waiting import eventually
from tvdbproxy.db.database import Database

HELD = "/v4/series/910001/extended"
LOGIN = "/v4/login"
THREADS = 50


@pytest.fixture
def world(make_world: Callable[..., World], sqlite_database: Database) -> World:
    """A world whose door has room for everybody at once."""
    return make_world(
        sqlite_database,
        titles=400,
        web_threads=80,
        catalogue_lanes=64,
        catalogue_memory_mb=0,
        fetch_seconds=20,
    )


def all_at_once(somebody: Reader, paths: list[str]) -> list[Told]:
    begun = threading.Barrier(len(paths))

    def ask_one(path: str) -> Told:
        begun.wait()
        return somebody.get(path)

    with ThreadPoolExecutor(len(paths)) as threads:
        return list(threads.map(ask_one, paths))


def expire(world: World) -> None:
    """Upstream no longer knows the tokens that it has given."""
    world.fault("/expire", "expire_tokens")
    ask(world.sample.artwork_host, "/expire")
    world.mend()


@pytest.mark.proves("C4")
def test_a_token_that_ends_under_fifty_threads_is_renewed_once(world: World) -> None:
    somebody = reader(world.services)
    assert somebody.get(HELD).status == 200
    assert world.fetches(LOGIN) == 1
    expire(world)
    world.fault(LOGIN, "delay", seconds=0.5)  # so that all of them find the old one refused

    told = all_at_once(somebody, [f"/v4/series/{910002 + n}" for n in range(THREADS)])

    assert Counter(one.status for one in told) == {200: THREADS}
    assert world.fetches(LOGIN) == 2


@pytest.mark.proves("C4")
def test_a_token_that_nobody_has_yet_is_fetched_once(world: World) -> None:
    world.fault(LOGIN, "delay", seconds=0.5)
    told = all_at_once(reader(world.services), [f"/v4/series/{910002 + n}" for n in range(THREADS)])
    assert Counter(one.status for one in told) == {200: THREADS}
    assert world.fetches(LOGIN) == 1


@pytest.mark.proves("C4")
def test_while_nobody_can_log_in_what_is_held_is_given(world: World) -> None:
    somebody = reader(world.services)
    before = somebody.get(HELD)
    age(world.database, days=8)
    expire(world)
    world.fault(LOGIN, "status", status=502, body="html")

    held = somebody.get(HELD)
    assert (held.status, held.body, held.warning) == (200, before.body, "111")
    says_so(somebody.get("/v4/series/910002"), 503)

    world.mend()
    eventually(lambda: somebody.get("/v4/series/910003").status == 200)
    assert somebody.get("/v4/series/910004").status == 200


@pytest.mark.proves("C4")
def test_a_key_that_upstream_takes_back_is_tried_once_a_minute(world: World) -> None:
    somebody = reader(world.services)
    before = somebody.get(HELD)
    age(world.database, days=8)
    expire(world)
    world.fault(LOGIN, "status", status=401, message="InvalidAPIKey: apikey invalid")
    logins = world.fetches(LOGIN)

    for told in all_at_once(somebody, [f"/v4/series/{910002 + n}" for n in range(THREADS)]):
        says_so(told, 502)
    held = somebody.get(HELD)
    assert (held.status, held.body, held.warning) == (200, before.body, "111")
    assert world.fetches(LOGIN) == logins + 1
