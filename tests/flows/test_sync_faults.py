"""A sync that is stopped, killed or shut out goes on where it was."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.flows.conftest import World
from tests.house.processes import workers
from tests.house.waiting import eventually
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Movie, Refresh, Series
from workers.catalogue import CatalogueActors

TITLES, PAGE = 20, 3


@pytest.fixture
def world(make_world: Callable[..., World], sqlite_database: Database) -> World:
    """A world with a catalogue of many small pages."""
    return make_world(sqlite_database, titles=TITLES, page_size=PAGE, lease_seconds=0.2)


def pages_answered(world: World) -> int:
    return world.answered("/v4/series") + world.answered("/v4/movies")


def pages(world: World) -> int:
    """How many pages the lists have."""
    return sum(math.ceil(number / PAGE) for number in held(world))


def held(world: World) -> list[int]:
    with world.database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(t)) for t in (Series, Movie)]
    return [count or 0 for count in counts]


def waiting(world: World) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).select_from(Refresh)) or 0


@pytest.mark.proves("F54")
def test_a_token_that_ends_in_the_middle_is_renewed_once_and_no_page_is_lost(
    world: World,
) -> None:
    world.fault("/v4/series.page=2", "expire_tokens", times=1)
    CatalogueActors(world.services).sync_catalogue()
    assert sum(held(world)) == waiting(world) == TITLES
    assert pages_answered(world) == pages(world)
    assert world.fetches("/v4/login") == 2


@pytest.mark.proves("F55")
@pytest.mark.parametrize("page", ["/v4/series.page=0", "/v4/series.page=2", "/v4/movies.page=1"])
def test_a_sync_that_is_killed_at_a_page_goes_on_there(world: World, page: str) -> None:
    world.fault(page, "hang")
    with workers(world.folder, world.environment | {"LEASE_SECONDS": "0.2"}) as (worker,):
        assert world.services.queue.send("sync_catalogue")
        eventually(lambda: world.matched() == 1)
        before = pages_answered(world)
        worker.kill()
    assert sum(held(world)) <= before * PAGE
    world.mend()

    def done() -> bool:
        CatalogueActors(world.services).sync_catalogue()
        return sum(held(world)) == TITLES

    eventually(done)

    assert waiting(world) == TITLES
    # Each page was given once: none again after the kill, and none never.
    assert pages_answered(world) == pages(world)


@pytest.mark.proves("F23")
def test_a_key_without_rights_stops_the_sync_and_is_said_in_words(world: World) -> None:
    CatalogueActors(world.services).sync_catalogue()
    world.fault("/extended", "status", status=403)
    with world.database.read() as session:
        titles = session.execute(select(Refresh.content_type, Refresh.content_id)).all()
    actors = CatalogueActors(world.services)
    for kind, number in titles:
        actors.refresh_title(kind, number)

    assert len(titles) == TITLES
    assert world.matched() == 3
    with world.database.read() as session:
        rows = session.scalars(select(Refresh)).all()
    assert {row.error_code for row in rows} == {"upstream_denied"}
    assert all("credentials" in (row.error_message or "") for row in rows)
    assert all(row.due_at is not None and row.claim is None for row in rows)
