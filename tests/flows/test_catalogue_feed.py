"""What the feed of changes tells, behind the catalogue's door: new answers, and no more work."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.flows.conftest import World
from tests.house.catalogue import age, reader, replies, says_so
from tests.house.waiting import eventually
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Refresh, SecondLook, Series
from tvdbproxy.jobs import cursors
from workers.catalogue import CatalogueActors
from workers.control import ControlActors

NUMBER = 910001
SERIES = f"/v4/series/{NUMBER}/extended"
OTHER = "/v4/series/910002/extended"
A_WHILE_AGO = 600


@pytest.fixture
def world(make_world: Callable[..., World], sqlite_database: Database) -> World:
    """A world that follows what it holds, and has begun to."""
    world = make_world(
        sqlite_database,
        titles=12,
        page_size=3,
        catalogue_memory_mb=0,
        catalogue_sync="held",
        fetch_seconds=3,
    )
    tick(world)
    return world


def tick(world: World) -> None:
    CatalogueActors(world.services).sync_catalogue()


def announce(world: World, ago: int = A_WHILE_AGO, **line: Any) -> None:
    """A line of the feed, of a change some seconds ago."""
    told = {"entityType": "series", "recordId": NUMBER, "timeStamp": int(time.time()) - ago}
    world.edit(announce=[{**told, **line}])


def waiting(world: World) -> list[tuple[str, int]]:
    with world.database.read() as session:
        rows = session.execute(select(Refresh.content_type, Refresh.content_id))
        return [(row.content_type, row.content_id) for row in rows]


def work(world: World) -> None:
    """Do what waits, as workers do."""
    for kind, number in waiting(world):
        CatalogueActors(world.services).refresh_title(kind, number)


@pytest.mark.proves("C6")
@pytest.mark.parametrize("before", ["cold", "held"])
def test_a_record_that_changes_while_it_is_read_is_read_again(world: World, before: str) -> None:
    somebody = reader(world.services)
    if before == "held":
        old = somebody.get(SERIES)
        age(world.database, days=8)
    world.fault(SERIES, "delay", seconds=1, times=1)
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(somebody.get, SERIES)
        eventually(lambda: world.matched() == 1)
        world.edit(touch=[["series", NUMBER]])
        tick(world)
        read = reading.result()
    assert read.status == 200
    if before == "held":
        assert read.body == old.body
    else:
        tick(world)  # the feed is read with an overlap
    after = somebody.get(SERIES)
    assert (after.status, after.warning) == (200, "")
    assert after.document["data"]["lastUpdated"] > read.document["data"]["lastUpdated"]
    assert after.headers["ETag"] != read.headers["ETag"]


@pytest.mark.proves("C6")
def test_a_record_that_was_deleted_is_missing_once_upstream_says_so_too(world: World) -> None:
    world.fetch("series", NUMBER)
    somebody = reader(world.services)
    before = somebody.get(SERIES)
    world.edit(delete=[["series", NUMBER]])
    assert somebody.get(SERIES).body == before.body  # nobody has told us yet
    tick(world)
    world.fault("/v4/series", "status", status=502, body="html")
    told = somebody.get(SERIES)
    assert (told.status, told.body, told.warning) == (200, before.body, "111")
    world.mend()
    world.services.answers.library.flights.under_way.failures.clear()  # of a moment ago

    says_so(somebody.get(SERIES), 404)
    assert somebody.get(SERIES).document["message"].startswith("NotFoundException")
    with world.database.read() as session:
        assert session.get(Series, NUMBER) is None


@pytest.mark.proves("C6")
def test_a_record_that_was_merged_is_missing_and_who_took_over_is_fetched_anew(
    world: World,
) -> None:
    world.fetch("series", NUMBER)
    somebody = reader(world.services)
    assert somebody.get(SERIES).status == 200
    before = somebody.get(OTHER)
    asked = world.fetches(OTHER)
    world.edit(merge=["series", NUMBER, 910002], touch=[["series", 910002]])
    tick(world)
    assert ("series", 910002) in waiting(world)
    says_so(somebody.get(SERIES), 404)
    after = somebody.get(OTHER)
    assert (after.status, after.warning) == (200, "")
    assert after.body != before.body
    assert world.fetches(OTHER) == asked + 1
    work(world)
    with world.database.read() as session:
        assert session.get(Series, NUMBER) is None
        assert session.get(Series, 910002) is not None


@pytest.mark.proves("C7")
def test_a_feed_that_repeats_itself_makes_nobody_ask_again_and_again(world: World) -> None:
    world.fetch("series", NUMBER)
    somebody = reader(world.services)
    assert somebody.get(SERIES).status == 200
    with world.database.write() as session:  # fetched before the change
        row = session.get_one(Series, NUMBER)
        assert row.synced_at is not None
        row.synced_at -= timedelta(seconds=2 * A_WHILE_AGO)
    age(world.database, seconds=2 * A_WHILE_AGO)
    announce(world)
    asked = world.fetches(SERIES)
    for _ in range(6):
        tick(world)
        work(world)
        assert (somebody.get(SERIES).status, somebody.get(SERIES).warning) == (200, "")
    assert world.fetches("/v4/updates") >= 6
    assert world.fetches(SERIES) == asked + 2  # for our tables, and for who reads


@pytest.mark.proves("C7")
def test_what_changed_is_looked_at_twice_more_and_then_left_alone(world: World) -> None:
    world.fetch("series", NUMBER)
    with world.database.write() as session:
        row = session.get_one(Series, NUMBER)
        assert row.synced_at is not None
        row.synced_at -= timedelta(seconds=2 * A_WHILE_AGO)
    announce(world)
    tick(world)
    work(world)
    asked = world.fetches(SERIES)

    def later(**passed: float) -> int:
        """So much later: how often upstream has been asked since the change."""
        with world.database.write() as session:
            for look in session.scalars(select(SecondLook)):
                look.due_at -= timedelta(**passed)
                look.last_at -= timedelta(**passed)
        for _ in range(3):
            ControlActors(world.services).reconcile()
            work(world)
        return world.fetches(SERIES) - asked

    assert later(minutes=4) == 0  # ten and four minutes after it
    assert later(minutes=2) == 1
    assert later(hours=12) == 1
    assert later(hours=12) == 2
    assert later(hours=48) == 2
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(SecondLook)) == 0


@pytest.mark.proves("C7")
def test_a_cursor_that_the_feed_no_longer_reaches_has_all_that_is_held_looked_at(
    world: World,
) -> None:
    numbers = [NUMBER, 910002, 910003]
    for number in numbers:
        world.fetch("series", number)
    with world.database.write() as session:
        cursors.write(session, "updates", {"since": int(time.time()) - 100 * 86400})
    tick(world)
    assert sorted(waiting(world)) == [("series", number) for number in numbers]
    work(world)
    assert waiting(world) == []
    announce(world, ago=0)
    tick(world)  # from the new cursor on
    assert waiting(world) == [("series", NUMBER)]
    assert all(row.status == 200 for row in replies(world.database).values())
