"""A unit that the database did not take is done once more, and no more than twice more."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from tests.servers.database import cut_all
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Series
from tvdbproxy.errors import Unavailable

Another = Callable[[Database], Database]


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tvdbproxy.db.again._PAUSE_SECONDS", 0)


class Failing:
    """A unit that the database refuses so many times."""

    def __init__(self, times: int, code: str = "database_busy") -> None:
        self.times, self.code, self.tried = times, code, 0

    def __call__(self) -> str:
        self.tried += 1
        if self.tried <= self.times:
            raise Unavailable("no", code=self.code)
        return "done"


@pytest.mark.proves("F18")
@pytest.mark.parametrize("code", ["database_busy", "database_unavailable"])
def test_a_unit_is_tried_three_times(code: str) -> None:
    assert again(Failing(2, code)) == "done"
    stubborn = Failing(99, code)
    with pytest.raises(Unavailable) as raised:
        again(stubborn)
    assert (raised.value.code, stubborn.tried) == (code, 3)


@pytest.mark.parametrize("code", ["database_full", "migration_pending", "storage_unavailable"])
def test_what_does_not_pass_by_itself_is_not_tried_again(code: str) -> None:
    unit = Failing(99, code)
    with pytest.raises(Unavailable):
        again(unit)
    assert unit.tried == 1


@pytest.mark.proves("F18")
def test_of_two_units_in_each_others_way_both_are_done(postgresql_database: Database) -> None:
    with postgresql_database.write() as session:
        session.add_all([Series(id=1, score=0), Series(id=2, score=0)])
    both_hold_one = Barrier(2)
    tries: list[int] = []

    def count(first: int, second: int) -> None:
        tries.append(first)
        with postgresql_database.write() as session:
            session.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            session.execute(ONE_MORE, {"id": first})
            if len(tries) <= 2:
                both_hold_one.wait()
            session.execute(ONE_MORE, {"id": second})

    _together(lambda: again(lambda: count(1, 2)), lambda: again(lambda: count(2, 1)))

    assert len(tries) == 3  # one of them lost, and was done again
    assert _scores(postgresql_database) == [2, 2]


@pytest.mark.proves("F18")
def test_a_serialization_failure_is_a_busy_database(
    postgresql_database: Database, another: Another
) -> None:
    """As where the server's default isolation is stricter than ours."""
    with postgresql_database.write() as session:
        session.add(Series(id=1, score=0))
    other = another(postgresql_database)
    tries = []

    def count() -> None:
        with postgresql_database.write() as session:
            session.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
            session.execute(text("SELECT score FROM series"))
            if not tries:
                with other.write() as elsewhere:
                    elsewhere.execute(ONE_MORE, {"id": 1})
            tries.append(1)
            session.execute(ONE_MORE, {"id": 1})

    again(count)

    assert len(tries) == 2
    assert _scores(postgresql_database) == [2]


@pytest.mark.proves("F17")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_unit_whose_connection_is_cut_is_done_again(
    postgresql_database: Database, moment: str
) -> None:
    with postgresql_database.write() as session:
        session.add(Series(id=1, score=0))
    tries = []

    def count() -> None:
        with postgresql_database.write() as session:
            tries.append(1)
            if moment == "after":
                session.execute(ONE_MORE, {"id": 1})
            if len(tries) == 1:
                cut_all(postgresql_database)
            if moment == "before":
                session.execute(ONE_MORE, {"id": 1})

    again(count)

    assert _scores(postgresql_database) == [1]


ONE_MORE = text("UPDATE series SET score = score + 1 WHERE id = :id")


def _together(*works: Callable[[], None]) -> None:
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _scores(database: Database) -> list[float]:
    with database.read() as session:
        return list(session.scalars(text("SELECT score FROM series ORDER BY id")))
