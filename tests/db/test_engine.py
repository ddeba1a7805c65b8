"""Engines: which addresses, and SQLite's writers that wait instead of failing."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, select, text

from tests.servers.database import open_at, url_of
from tvdbproxy.db.database import Database
from tvdbproxy.db.engine import database_url
from tvdbproxy.db.models import Series
from tvdbproxy.errors import ConfigurationError

WRITERS, TIMES = 8, 100
# Reads a row and then writes it, as often as told: what fails at once without BEGIN IMMEDIATE.
WRITER = """
import sys
from tvdbproxy.db.database import open_database
from tvdbproxy.db.models import Series
from tvdbproxy.settings import DatabaseSettings

database = open_database(DatabaseSettings(database_url=sys.argv[1]))
for _ in range(int(sys.argv[2])):
    with database.write() as session:
        session.get_one(Series, 1).score += 1
"""


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///data/x.db", "sqlite"),
        ("sqlite:////var/x.db", "sqlite"),
        ("postgres://u:p@h/n", "postgresql+psycopg"),
        ("postgresql://u:p@h:5432/n", "postgresql+psycopg"),
        ("postgresql+psycopg2://u:p@h/n", "postgresql+psycopg"),
    ],
)
def test_sqlite_and_postgresql_are_understood(given: str, driver: str) -> None:
    assert database_url(given).drivername == driver


@pytest.mark.parametrize(
    "given",
    ["", "nonsense", "mysql://h/n", "sqlite://", "sqlite:///:memory:", "postgresql://h:port/n"],
)
def test_any_other_address_is_refused_by_its_variable(given: str) -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL"):
        database_url(given)


@pytest.mark.parametrize("given", ["postgresql//u:hidden@h/n", "mysql://u:hidden@h/n"])
def test_a_refusal_tells_no_password(given: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        database_url(given)
    assert "hidden" not in str(refused.value)


def test_the_folder_of_a_new_sqlite_file_is_made(tmp_path: Path) -> None:
    database = open_at(f"sqlite:///{tmp_path}/a/b/new.db")
    database.ping()
    database.close()
    assert (tmp_path / "a/b/new.db").exists()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("busy_timeout", 10_000), ("foreign_keys", 1), ("synchronous", 1)],
)
def test_every_sqlite_connection_is_prepared(
    sqlite_database: Database, pragma: str, value: object
) -> None:
    with sqlite_database.read() as session:
        assert session.scalar(text(f"PRAGMA {pragma}")) == value


def test_who_writes_says_so_at_the_beginning(sqlite_database: Database) -> None:
    begun = _statements(sqlite_database)
    with sqlite_database.write() as session:
        session.scalar(select(Series.id))
    with sqlite_database.read() as session:
        session.scalar(select(Series.id))
    assert [statement for statement in begun if statement.startswith("BEGIN")] == [
        "BEGIN IMMEDIATE",
        "BEGIN",
    ]


@pytest.mark.proves("F16")
def test_threads_that_read_and_then_write_lose_nothing(sqlite_database: Database) -> None:
    _add_series(sqlite_database)

    def count(_writer: int) -> None:
        for _ in range(TIMES):
            with sqlite_database.write() as session:
                series = session.get_one(Series, 1)
                series.score = _score(series) + 1

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(count, range(WRITERS)))
    assert _counted(sqlite_database) == WRITERS * TIMES


@pytest.mark.proves("F16")
def test_processes_that_read_and_then_write_lose_nothing(sqlite_database: Database) -> None:
    _add_series(sqlite_database)
    command = [sys.executable, "-c", WRITER, url_of(sqlite_database), "30"]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert _counted(sqlite_database) == 3 * 30


def _statements(database: Database) -> list[str]:
    """Every statement from now on, ``BEGIN`` included."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    return seen


def _add_series(database: Database) -> None:
    with database.write() as session:
        session.add(Series(id=1, score=0))


def _score(series: Series) -> float:
    assert series.score is not None
    return series.score


def _counted(database: Database) -> float:
    with database.read() as session:
        return _score(session.get_one(Series, 1))
