"""The sweep of a whole catalogue, killed at every page; and what a large one weighs."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from tests.flows.conftest import World
from tests.house.busy_sqlite import held
from tests.house.catalogue import replies
from tests.house.processes import CHECKOUT
from tests.house.waiting import eventually
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Movie, Refresh, Series
from tvdbproxy.jobs import cursors, leases
from tvdbproxy.web.app import create_app

TITLES, PAGE = 20, 5
MANY = 20_000
# Measured: 1,500. All 20,000 records at once would be far more.
GROWTH_KILOBYTES = 12_000


@contextmanager
def sweeping(world: World) -> Iterator[subprocess.Popen[str]]:
    """A process that sweeps; killed at the end if it still does."""
    program = str(CHECKOUT / "tests/flows/sweeping.py")
    environment = os.environ | world.environment | {"PYTHONPATH": str(CHECKOUT)}
    process = subprocess.Popen(
        [sys.executable, program], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def titles(world: World) -> tuple[int, int]:
    """How many series and movies we have."""
    with world.database.read() as session:
        series, movies = (
            session.scalar(select(func.count()).select_from(table)) for table in (Series, Movie)
        )
    return series or 0, movies or 0


def pages(world: World) -> list[str]:
    """The pages that the lists upstream have."""
    counts = zip(("/v4/series", "/v4/movies"), upstream(world), strict=True)
    return [f"{path}?page={n}" for path, count in counts for n in range(math.ceil(count / PAGE))]


def upstream(world: World) -> tuple[int, int]:
    """How many series and movies there are."""
    links = [
        world.services.upstream.get(path, {"page": 0}).links for path in ("/series", "/movies")
    ]
    counts = [int((one or {})["total_items"]) for one in links]
    return counts[0], counts[1]


def answered(world: World) -> int:
    return world.answered("/v4/series") + world.answered("/v4/movies")


def progress(world: World) -> tuple[str, int]:
    told = json.loads(create_app(world.services).test_client().get("/api/v1/progress").data)
    return told["phase"], told["titles"]["total"]


@pytest.fixture
def world(make_world: Callable[..., World], sqlite_database: Database) -> World:
    """A catalogue of a few small pages, and leases that are soon over."""
    world = make_world(sqlite_database, titles=TITLES, page_size=PAGE)
    world.extra["LEASE_SECONDS"] = "0.1"
    return world


@pytest.mark.proves("C11")
def test_a_sweep_that_is_killed_at_every_page_brings_each_of_them_once(world: World) -> None:
    all_pages = pages(world)
    asked = answered(world)
    seen = []
    for number, page in enumerate(all_pages):
        world.fault(page.replace("?", "."), "hang", times=1)
        with sweeping(world):
            eventually(lambda: world.matched() == 1)
            # Each page but this one is stored, and none was asked for again.
            assert answered(world) == asked + number
            seen.append(progress(world))
        world.mend()
        eventually(lambda: _is_free(world))
    with sweeping(world) as process:
        assert process.wait(60) == 0

    assert answered(world) == asked + len(all_pages)
    assert sum(titles(world)) == TITLES == _waiting(world)
    kept = {key for key in replies(world.database) if "page=" in key}
    assert kept == {page.removeprefix("/v4") for page in all_pages}
    assert {phase for phase, _ in seen} == {"sweeping"}
    counts = [count for _, count in seen]
    assert counts == sorted(counts)
    assert len(set(counts)) == len(all_pages)
    assert progress(world) == ("syncing", TITLES)


@pytest.mark.proves("C11")
def test_a_sweep_that_is_killed_between_an_answer_and_its_rows_asks_for_that_page_again(
    world: World,
) -> None:
    all_pages, number = pages(world), 1
    asked = answered(world)
    world.fault(all_pages[number].replace("?", "."), "delay", seconds=3, times=1)
    with sweeping(world):
        eventually(lambda: world.matched() == 1)
        with held(world.database):  # nobody can write what upstream answers
            eventually(lambda: answered(world) == asked + number + 1)
            before = titles(world)
    assert titles(world) == before
    assert sum(before) == number * PAGE
    with world.database.read() as session:
        assert cursors.read(session, "sweep").get("page", 0) == number
    world.mend()
    eventually(lambda: _is_free(world))
    with sweeping(world) as process:
        assert process.wait(60) == 0
    assert answered(world) == asked + len(all_pages) + 1
    assert sum(titles(world)) == TITLES == _waiting(world)


@pytest.mark.proves("C11")
@pytest.mark.timeout(180)
def test_a_sweep_of_many_titles_weighs_what_a_page_weighs(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(sqlite_database, titles=MANY)
    with sweeping(world) as process:
        assert process.stdout is not None
        warm, done = (int(line) for line in process.stdout)
    assert sum(titles(world)) == MANY == _waiting(world)
    assert done - warm < GROWTH_KILOBYTES, (warm, done)


def _is_free(world: World) -> bool:
    """Whether the lease of who was killed is over."""
    with world.database.write() as session:
        if not leases.acquire(session, "catalogue", "nobody", 0.1):
            return False
        leases.release(session, "catalogue", "nobody")
    return True


def _waiting(world: World) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).select_from(Refresh)) or 0
