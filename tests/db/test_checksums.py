"""Revision 0002: columns for tables of any size, there and back, and killed half-way (F46, F47)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import inspect, text

from tests.house.waiting import eventually
from tests.servers.database import url_of
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, Variant
from tvdbproxy.db.schema import downgrade, require_current, upgrade

# Migrates, and dies of SIGKILL after so many columns were added.
DIES_HALF_WAY = """
import itertools, os, signal, sys
from sqlalchemy import event
from tvdbproxy.db.database import open_database
from tvdbproxy.db.schema import upgrade
from tvdbproxy.settings import DatabaseSettings

database = open_database(DatabaseSettings(database_url=sys.argv[1]))
columns = itertools.count(1)

def die(connection, cursor, statement, parameters, context, executemany):
    if "ADD COLUMN" in statement and next(columns) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(database.engine, "after_cursor_execute", die)
upgrade(database)
"""

OLD_ARTWORK = """
INSERT INTO artwork (id, content_type, content_id, image_type, path, score, is_chosen, state,
                     attempts, failures, forced, revision)
VALUES (:id, 'series', 1, 'poster', '/a.jpg', 0, true, 'ready', 0, 0, false, 'abc')
"""
OLD_VARIANT = """
INSERT INTO variants (artwork_id, size, format, key, width, height, bytes, on_demand, made_at)
VALUES (:id, 'small', 'webp', 'series/a.webp', 10, 10, 99, false, '2026-01-02 03:04:05')
"""

WAITS = """
SELECT count(*) FROM pg_locks WHERE NOT granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@pytest.fixture
def old(empty_database: Database) -> Database:
    """A database of revision 0001 that has rows."""
    upgrade(empty_database, "0001")
    _insert(empty_database, 1)
    return empty_database


def _insert(database: Database, number: int) -> None:
    """As code of revision 0001 does it, which knows no new columns."""
    with database.write() as session:
        session.execute(text(OLD_ARTWORK), {"id": number})
        session.execute(text(OLD_VARIANT), {"id": number})


def _columns(database: Database, table: str) -> set[str]:
    return {column["name"] for column in inspect(database.engine).get_columns(table)}


def _is_as_before(database: Database, number: int = 1) -> None:
    with database.read() as session:
        picture = session.get_one(Artwork, number)
        variant = session.get_one(Variant, (number, "small", "webp"))
    assert (picture.revision, picture.damaged) == ("abc", False)
    assert (variant.bytes, variant.sha256, variant.etag) == (99, None, None)


def test_rows_of_before_stay_and_know_no_checksum(old: Database) -> None:
    upgrade(old)
    require_current(old)
    _is_as_before(old)


def test_it_goes_back_and_forth_with_rows(old: Database) -> None:
    upgrade(old)
    with old.write() as session:
        session.get_one(Variant, (1, "small", "webp")).sha256 = "f" * 64
    downgrade(old, "0001")
    assert not {"sha256", "etag"} & _columns(old, "variants")
    assert "damaged" not in _columns(old, "artwork")
    upgrade(old)
    _is_as_before(old)


@pytest.mark.proves("F46")
def test_code_of_before_goes_on_writing(old: Database) -> None:
    upgrade(old)
    _insert(old, 2)
    _is_as_before(old, 2)


def test_no_table_is_written_anew(old: Database) -> None:
    """Adding columns to a million rows takes no longer than to ten."""
    before = _storage(old)
    upgrade(old)
    assert _storage(old) == before


def test_a_worker_that_has_locked_a_picture_gets_at_its_variants(
    empty_postgresql_database: Database,
) -> None:
    database = empty_postgresql_database
    upgrade(database, "0001")
    _insert(database, 1)
    with ThreadPoolExecutor(1) as threads:
        with database.write() as session:
            session.execute(text("UPDATE artwork SET attempts = 1"))
            migrating = threads.submit(upgrade, database)
            eventually(lambda: session.scalar(text(WAITS)), why="the migration waits for us")
            session.execute(text("UPDATE variants SET bytes = 99"))
        migrating.result()
    _is_as_before(database)


def _storage(database: Database) -> list[Any]:
    """Where the tables' rows lie."""
    if database.engine.dialect.name == "postgresql":
        where = "SELECT relname, relfilenode FROM pg_class"
        name = "relname"
    else:
        where, name = "SELECT name, rootpage FROM sqlite_master", "name"
    with database.read() as session:
        rows = session.execute(
            text(f"{where} WHERE {name} IN ('artwork', 'variants') ORDER BY {name}")
        )
        return [tuple(row) for row in rows]


@pytest.mark.proves("F47")
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_killed_half_way_it_can_be_run_again(
    old: Database, another: Callable[[Database], Database], columns: int
) -> None:
    died = subprocess.run([sys.executable, "-c", DIES_HALF_WAY, url_of(old), str(columns)])
    assert died.returncode == -9
    assert "damaged" not in _columns(old, "artwork")
    assert "sha256" not in _columns(old, "variants")
    again = another(old)
    upgrade(again)
    require_current(again)
    _is_as_before(again)
