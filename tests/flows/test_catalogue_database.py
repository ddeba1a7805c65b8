"""A database that is cut off, locked, killed or away for good behind the catalogue's door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

import pytest

from tests.flows.conftest import World
from tests.flows.test_database_faults import hurried
from tests.house.busy_sqlite import held
from tests.house.catalogue import Reader, age, reader, replies, says_so
from tests.house.processes import web_server
from tests.house.waiting import eventually
from tests.servers.database import cut_all, open_at
from tests.servers.own_postgres import OwnPostgres
from tvdbproxy.access import memory as access_memory
from tvdbproxy.catalogue.replies import memory
from tvdbproxy.db.database import Database
from tvdbproxy.db.schema import upgrade
from tvdbproxy.wiring import build

__all__ = ["hurried"]

T = TypeVar("T")

SERIES = "/series/910001/extended"
HELD, COLD, OTHER = f"/v4{SERIES}", "/v4/series/910002/extended", "/v4/series/910003/extended"


def settled(world: World, look: Callable[[], T]) -> T:
    """What is found once the process hears of changes: it forgets its keys when it begins to."""
    look()
    eventually(lambda: world.services.notices._hears)
    return look()


def all_landed(world: World) -> None:
    """What came while nobody could keep it is tried to be kept for a while, and is good as long."""
    eventually(lambda: not world.services.answers.library.flights.under_way.flights)


def right(world: World) -> None:
    """All that is kept is what upstream says, word for word."""
    for key, row in replies(world.database).items():
        assert row.status == 200
        said = world.services.upstream.get(key)
        assert row.size == len(said.body), key


@pytest.mark.proves("C5")
def test_connections_that_are_cut_are_not_noticed(
    make_world: Callable[..., World], postgresql_database: Database
) -> None:
    world = make_world(postgresql_database, titles=12, catalogue_memory_mb=0)
    somebody = reader(world.services)
    before = somebody.get(HELD)
    cut_all(world.database)
    assert somebody.get(HELD).body == before.body
    world.fault(COLD, "delay", seconds=0.5)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(somebody.get, COLD)
        eventually(lambda: world.matched() == 1)
        cut_all(world.database)  # between the question and its answer
        assert waiting.result().status == 200
    age(world.database, days=8)
    cut_all(world.database)
    assert (somebody.get(HELD).status, somebody.get(HELD).warning) == (200, "")
    assert set(replies(world.database)) == {SERIES, COLD.removeprefix("/v4")}
    right(world)


@pytest.mark.proves("C5")
@pytest.mark.usefixtures("hurried")
def test_while_another_process_writes_everything_is_answered_and_kept_afterwards(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(sqlite_database, titles=12, catalogue_memory_mb=0)
    somebody = reader(world.services)
    before = somebody.get(HELD)
    with held(world.database):
        assert (somebody.get(HELD).body, somebody.get(HELD).warning) == (before.body, "")
        cold = somebody.get(COLD)
        assert cold.status == 200
    all_landed(world)
    assert somebody.get(COLD).body == cold.body
    age(world.database, days=8)
    world.edit(touch=[["series", 910001]])
    with held(world.database):
        changed = somebody.get(HELD)
        assert (changed.status, changed.warning) == (200, "")
        assert changed.body != before.body
    all_landed(world)
    assert somebody.get(HELD).body == changed.body
    right(world)


@pytest.mark.proves("C5")
@pytest.mark.usefixtures("hurried")
def test_a_process_that_starts_while_another_writes_answers_what_is_held(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(sqlite_database)
    somebody = reader(world.services)
    before = somebody.get(HELD)
    with closing(build(world.services.settings)) as late:
        other = reader(late)
        with held(world.database):
            assert other.get(HELD).body == before.body
            # Or every client would take all that it has for old.
            assert late.answers.rewritten_since() == world.services.answers.rewritten_since()


@pytest.fixture
def own_database(own_postgres: OwnPostgres) -> Iterator[Database]:
    """A migrated database on a server that may be killed."""
    with closing(open_at(own_postgres.url())) as opened:
        upgrade(opened)
        yield opened


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in memory is compared each time, and keys are looked up each time."""
    init = memory.Memory.__init__
    monkeypatch.setattr(
        memory.Memory, "__init__", lambda self, most: init(self, most, look_seconds=0)
    )
    monkeypatch.setattr(access_memory, "SECONDS", 0.0)
    monkeypatch.setattr("tvdbproxy.db.again._PAUSE_SECONDS", 0.05)


@pytest.mark.proves("C5")
@pytest.mark.usefixtures("forgetful")
def test_a_database_that_is_away_for_good_takes_nothing_that_is_known(
    make_world: Callable[..., World], own_database: Database, own_postgres: OwnPostgres
) -> None:
    ages = '{"record": [0, 0]}'  # or nobody would say that upstream is away
    world = make_world(own_database, titles=12, catalogue_wait_seconds=0.5, catalogue_ages=ages)
    somebody, stranger = reader(world.services), reader(world.services)
    before = settled(world, lambda: somebody.get(HELD))
    own_postgres.kill()
    for _ in range(3):
        assert (somebody.get(HELD).status, somebody.get(HELD).body) == (200, before.body)
        # What nobody has read before comes from upstream, and is remembered here.
        assert somebody.get(COLD).status == 200
    says_so(stranger.get(HELD), 503)  # a key that was not seen before cannot be looked up
    world.sample.refuse()
    all_landed(world)
    for _ in range(3):
        told = somebody.get(HELD)
        assert (told.status, told.body, told.warning) == (200, before.body, "111")
        assert somebody.get(COLD).warning == "111"
        says_so(somebody.get(OTHER), 503)

    world.sample.accept()
    own_postgres.start()
    eventually(lambda: _is_well(somebody, HELD))
    eventually(lambda: _is_well(somebody, OTHER))
    eventually(lambda: _is_well(stranger, COLD))
    right(world)


@pytest.mark.proves("C5")
def test_a_database_server_that_is_killed_under_a_web_server_costs_time_and_nothing_else(
    make_world: Callable[..., World], own_database: Database, own_postgres: OwnPostgres
) -> None:
    world = make_world(own_database, titles=12, web_processes=2)
    with web_server(world.folder, world.environment) as base:
        somebody = reader(world.services, base)
        before = somebody.get(HELD)
        own_postgres.kill()
        for path in (HELD, COLD, OTHER):
            told = somebody.get(path)
            if told.status != 200:
                says_so(told, 503)
        own_postgres.start()
        for path in (HELD, COLD, OTHER):
            eventually(lambda path=path: _is_well(somebody, path))
        assert somebody.get(HELD).body == before.body
        assert "Traceback" not in (world.folder / "web.log").read_text()
    right(world)


def _is_well(somebody: Reader, path: str) -> bool:
    told = somebody.get(path)
    assert told.status in (200, 503)
    return told.status == 200 and not told.warning
