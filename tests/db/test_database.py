"""Sessions: all or nothing, and database trouble as errors of our own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from psycopg import errors
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from tests.servers.database import cut_all, open_at
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Series, TaskItem
from tvdbproxy.errors import Unavailable

Another = Callable[[Database], Database]


def test_what_is_written_is_there_for_everybody(database: Database, another: Another) -> None:
    with database.write() as session:
        session.add(Series(id=1, name="Glass Harbour"))
    with another(database).read() as session:
        assert session.get_one(Series, 1).name == "Glass Harbour"


def test_a_unit_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:  # noqa: PT012
        session.add(Series(id=1))
        session.flush()
        _ = 1 / 0
    assert _names(database) == []


def test_what_a_reader_changes_is_lost(database: Database) -> None:
    with database.read() as session:
        session.add(Series(id=1, name="x"))
        session.flush()
    assert _names(database) == []


def test_a_row_may_be_used_after_its_session(database: Database) -> None:
    with database.write() as session:
        row = Series(id=1, name="Glass Harbour")
        session.add(row)
    assert row.name == "Glass Harbour"


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(TaskItem(task_id="nobody", artwork_id=1))


@pytest.mark.proves("F16")
@pytest.mark.usefixtures("_little_patience")
def test_a_database_that_is_busy_says_so(database: Database, another: Another) -> None:
    """Another process holds what we need for longer than we wait."""
    other = another(database)
    with database.write() as session:
        session.add(Series(id=1))
    with other.write() as holder:
        holder.execute(text("UPDATE series SET name = 'x'"))
        with pytest.raises(Unavailable) as caught, database.write() as session:
            session.execute(text("UPDATE series SET name = 'y'"))
    assert caught.value.code == "database_busy"
    assert caught.value.retry_after == 2


@pytest.mark.proves("F18")
def test_a_deadlock_is_a_busy_database(postgresql_database: Database) -> None:
    with postgresql_database.write() as session:
        session.add_all([Series(id=1), Series(id=2)])
    both_hold_one = Barrier(2)
    codes: list[str] = []

    def lock(first: int, second: int) -> None:
        try:
            with postgresql_database.write() as session:
                session.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
                _touch(session, first)
                both_hold_one.wait()
                _touch(session, second)
        except Unavailable as error:
            codes.append(error.code)

    threads = [Thread(target=lock, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["database_busy"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.LockNotAvailable("Sperre nicht erhalten"), "database_busy"),
        (errors.DeadlockDetected("Verklemmung entdeckt"), "database_busy"),
        (errors.SerializationFailure("konnte nicht serialisieren"), "database_busy"),
        (errors.DiskFull("kein Platz"), "database_full"),
        (errors.AdminShutdown("the deadlock is over: disk is full"), "database_unavailable"),
    ],
)
def test_what_postgresql_says_is_understood_in_any_language(
    sqlite_database: Database, error: errors.Error, code: str
) -> None:
    with pytest.raises(Unavailable) as caught, sqlite_database.write():
        raise OperationalError("UPDATE", {}, error)
    assert caught.value.code == code


@pytest.mark.proves("F17")
def test_a_connection_that_was_cut_while_idle_is_not_noticed(
    postgresql_database: Database,
) -> None:
    postgresql_database.ping()
    cut_all(postgresql_database)
    postgresql_database.ping()


@pytest.mark.proves("F17")
def test_a_connection_that_is_cut_in_a_transaction_is_unavailable(
    postgresql_database: Database,
) -> None:
    with pytest.raises(Unavailable) as caught, postgresql_database.write() as session:  # noqa: PT012
        session.add(Series(id=1))
        session.flush()
        cut_all(postgresql_database)
        session.get(Series, 2)
    assert caught.value.code == "database_unavailable"
    assert _names(postgresql_database) == []


@pytest.mark.proves("F17")
def test_a_server_that_is_away_is_unavailable() -> None:
    database = open_at("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable) as caught:
        database.ping()
    assert caught.value.code == "database_unavailable"
    assert "127.0.0.1" not in caught.value.public


def test_time_is_the_servers_and_in_utc(database: Database) -> None:
    with database.read() as session:
        moment = now(session)
        later = now(session)
    assert moment.tzinfo is UTC
    assert moment <= later
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


@pytest.fixture
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that wait a tenth of a second for a lock, not ten."""
    pragmas = ("PRAGMA journal_mode=WAL", "PRAGMA busy_timeout=100")
    monkeypatch.setattr("tvdbproxy.db.engine._SQLITE_PRAGMAS", pragmas)
    monkeypatch.setattr("tvdbproxy.db.engine._POSTGRES_OPTIONS", "-c lock_timeout=100ms")


def _touch(session: Session, number: int) -> None:
    session.execute(text("UPDATE series SET name = 'x' WHERE id = :id"), {"id": number})


def _names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(text("SELECT name FROM series")))
