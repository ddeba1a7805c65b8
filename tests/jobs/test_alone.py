"""One works, the others look whether it is done; whoever dies holds nobody up for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import func, select

from tests.house.waiting import eventually
from tvdbproxy.db.database import Database, open_database
from tvdbproxy.db.models import Lease
from tvdbproxy.errors import NotFound
from tvdbproxy.jobs import leases
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.settings import DatabaseSettings


class Work:
    """Makes "made"; while ``gate`` is shut, it is under way."""

    def __init__(self) -> None:
        self.made: str | None = None
        self.begun = 0
        self.gate = threading.Event()
        self.gate.set()

    def find(self) -> str | None:
        return self.made

    def make(self) -> str:
        self.begun += 1
        assert self.gate.wait(20)
        self.made = "made"
        return self.made


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.gate.set()


@pytest.fixture
def alone(database: Database) -> Alone:
    return Alone(database, "test", 60)


def _held(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Lease)) or 0


def test_many_are_one_piece_of_work(database: Database, work: Work) -> None:
    work.gate.clear()
    with ThreadPoolExecutor(8) as threads:
        each = [Alone(database, "test", 60) for _ in range(8)]
        asked = [threads.submit(one.do, "it", work.find, work.make, 20) for one in each]
        eventually(lambda: work.begun)
        work.gate.set()
        assert {one.result() for one in asked} == {"made"}
    assert work.begun == 1


def test_what_was_made_meanwhile_is_not_made_again(alone: Alone, work: Work) -> None:
    work.made = "theirs"
    assert alone.do("it", work.find, work.make, 0) == "theirs"
    assert work.begun == 0


def test_who_has_waited_long_enough_hears_nothing(
    alone: Alone, work: Work, database: Database
) -> None:
    with database.write() as session:
        leases.acquire(session, alone.lease_of("it"), "another", 60)
    assert alone.do("it", work.find, work.make, 0) is None
    assert alone.do("other", work.find, work.make, 0) == "made"
    assert Alone(database, "kind", 60).do("it", work.find, work.make, 0) == "made"


def test_the_lease_of_one_that_died_runs_out(alone: Alone, work: Work, database: Database) -> None:
    with database.write() as session:
        leases.acquire(session, alone.lease_of("it"), "dead", 0.2)
    assert alone.do("it", work.find, work.make, 20) == "made"


def test_a_failure_lets_go(alone: Alone, work: Work, database: Database) -> None:
    def fail() -> str:
        raise NotFound("It is not there.")

    with pytest.raises(NotFound):
        alone.do("it", work.find, fail, 0)
    assert _held(database) == 0
    assert alone.do("it", work.find, work.make, 0) == "made"


def test_without_a_database_everybody_works(work: Work) -> None:
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    with closing(open_database(DatabaseSettings(database_url=url))) as away:
        assert Alone(away, "test", 60).do("it", work.find, work.make, 0) == "made"


def test_a_path_of_any_length_has_a_lease(alone: Alone, work: Work) -> None:
    assert alone.do("é" * 5000, work.find, work.make, 0) == "made"
