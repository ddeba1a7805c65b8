"""Migrations: there and back, by two at once, killed half-way; and the models agree with them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from tests.servers.database import url_of
from tvdbproxy.db.base import Base
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Series
from tvdbproxy.db.schema import downgrade, require_current, upgrade
from tvdbproxy.errors import Unavailable

# Migrates, and dies of SIGKILL in the middle.
DIES_HALF_WAY = """
import itertools, os, signal, sys
from sqlalchemy import event
from tvdbproxy.db.database import open_database
from tvdbproxy.db.schema import upgrade
from tvdbproxy.settings import DatabaseSettings

database = open_database(DatabaseSettings(database_url=sys.argv[1]))
tables = itertools.count(1)

def die(connection, cursor, statement, parameters, context, executemany):
    if "CREATE TABLE" in statement and next(tables) == 6:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(database.engine, "after_cursor_execute", die)
upgrade(database)
"""


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_models_and_migrations_have_the_same_indexes(database: Database) -> None:
    found = inspect(database.engine)
    for table in Base.metadata.sorted_tables:
        indexes = {index["name"] for index in found.get_indexes(table.name)}
        assert indexes == {index.name for index in table.indexes}, table.name


def test_migrations_go_back_to_an_empty_database_and_forth_again(
    throwaway_database: Database,
) -> None:
    downgrade(throwaway_database, "base")
    assert _tables(throwaway_database) == {"alembic_version"}
    upgrade(throwaway_database)
    require_current(throwaway_database)


def test_what_is_migrated_already_stays_as_it_is(database: Database) -> None:
    with database.write() as session:
        session.add(Series(id=1, name="Glass Harbour"))
    upgrade(database)
    with database.read() as session:
        assert session.get_one(Series, 1).name == "Glass Harbour"


def test_two_may_migrate_at_once(
    empty_database: Database, another: Callable[[Database], Database]
) -> None:
    start = Barrier(2)

    def migrate(one: Database) -> None:
        start.wait()
        upgrade(one)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(migrate, [another(empty_database) for _ in range(2)]))
    require_current(empty_database)


def test_an_empty_database_is_not_current(empty_database: Database) -> None:
    with pytest.raises(Unavailable) as caught:
        require_current(empty_database)
    assert caught.value.code == "migration_pending"


def test_asking_an_empty_database_says_that_it_is_not_migrated(empty_database: Database) -> None:
    with pytest.raises(Unavailable) as caught, empty_database.read() as session:
        session.get(Series, 1)
    assert caught.value.code == "migration_pending"


def test_a_column_that_is_not_there_yet_says_that_it_is_not_migrated(
    throwaway_database: Database,
) -> None:
    with throwaway_database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE series DROP COLUMN slug"))
    with pytest.raises(Unavailable) as caught, throwaway_database.write() as session:
        session.add(Series(id=1, slug="glass-harbour"))
    assert caught.value.code == "migration_pending"


def test_a_database_of_a_newer_version_is_good_enough_for_older_code(
    throwaway_database: Database,
) -> None:
    with throwaway_database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    require_current(throwaway_database)


def test_a_migration_that_was_killed_half_way_can_be_run_again(empty_database: Database) -> None:
    died = subprocess.run([sys.executable, "-c", DIES_HALF_WAY, url_of(empty_database)])
    assert died.returncode == -9
    assert _tables(empty_database) <= {"alembic_version"}
    upgrade(empty_database)
    require_current(empty_database)


def _tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())
