"""Databases of one's own, migrated, in both dialects, and cheap.

``database`` runs a test twice, on SQLite and on PostgreSQL; ``sqlite_database`` and
``postgresql_database`` run it once, where the dialect is (or is not) the point. SQLite's is a
copy of a template. PostgreSQL's is one for each test process, emptied after the test; who
changes its tables needs ``throwaway_database``, a copy.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.servers.postgres import PostgresServer
from tvdbproxy.db.base import Base
from tvdbproxy.db.database import Database, open_database
from tvdbproxy.db.models import Artwork  # noqa: F401  (fills the metadata)
from tvdbproxy.db.schema import upgrade
from tvdbproxy.settings import DatabaseSettings

DIALECTS = ("sqlite", "postgresql")
_EMPTY = ";".join(f"DELETE FROM {table}" for table in reversed(Base.metadata.sorted_tables))
_CUT_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_numbers = itertools.count(1)


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database without a row."""
    opened: Database = request.getfixturevalue(f"{request.param}_database")
    return opened


@pytest.fixture(params=DIALECTS)
def empty_database(request: pytest.FixtureRequest) -> Database:
    """A database without a table, as before the first migration."""
    opened: Database = request.getfixturevalue(f"empty_{request.param}_database")
    return opened


@pytest.fixture(params=DIALECTS)
def throwaway_database(request: pytest.FixtureRequest) -> Database:
    """A migrated database whose tables may be changed."""
    name = "throwaway_postgresql" if request.param == "postgresql" else "sqlite"
    opened: Database = request.getfixturevalue(f"{name}_database")
    return opened


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database."""
    copy = tmp_path / "test.db"
    shutil.copy(sqlite_template, copy)
    with closing(open_at(f"sqlite:///{copy}")) as opened:
        yield opened


@pytest.fixture
def empty_sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database without a table."""
    with closing(open_at(f"sqlite:///{tmp_path / 'empty.db'}")) as opened:
        yield opened


@pytest.fixture
def postgresql_database(
    postgres_server: PostgresServer, postgresql_emptied: str
) -> Iterator[Database]:
    """A migrated PostgreSQL database."""
    url = _url(postgres_server, postgresql_emptied)
    with closing(open_at(url)) as opened:
        yield opened
    cut_all(opened)
    _execute(url, _EMPTY)


@pytest.fixture
def throwaway_postgresql_database(
    postgres_server: PostgresServer, postgresql_template: str
) -> Iterator[Database]:
    """A migrated PostgreSQL database whose tables may be changed."""
    with _copy(postgres_server, postgresql_template) as opened:
        yield opened


@pytest.fixture
def empty_postgresql_database(postgres_server: PostgresServer) -> Iterator[Database]:
    """A PostgreSQL database without a table."""
    with _copy(postgres_server, "template0") as opened:
        yield opened


@pytest.fixture
def another() -> Iterator[Callable[[Database], Database]]:
    """Opens the same database once more, as another process would."""
    opened: list[Database] = []

    def open_again(database: Database) -> Database:
        opened.append(open_at(url_of(database)))
        return opened[-1]

    yield open_again
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, closed, so that its write-ahead log is part of it."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    with closing(open_at(f"sqlite:///{path}")) as opened:
        upgrade(opened)
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgres_server: PostgresServer) -> str:
    """The name of a migrated database that nobody is connected to."""
    name = f"{make_url(postgres_server.url).database}_template"
    _execute(postgres_server.url, f"CREATE DATABASE {name}")
    with closing(open_at(_url(postgres_server, name))) as opened:
        upgrade(opened)
    return name


@pytest.fixture(scope="session")
def postgresql_emptied(postgres_server: PostgresServer, postgresql_template: str) -> str:
    """The name of the migrated database that is emptied after each test."""
    name = f"{make_url(postgres_server.url).database}_emptied"
    _execute(postgres_server.url, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    return name


def open_at(url: str) -> Database:
    """The database at ``url``, whatever the environment says."""
    return open_database(DatabaseSettings(database_url=url))


def cut_all(database: Database) -> None:
    """End every connection to a PostgreSQL database, as a restart of the server would."""
    _execute(url_of(database), _CUT_ALL)


def url_of(database: Database) -> str:
    """The ``DATABASE_URL`` of an open database, for other processes."""
    return database.engine.url.render_as_string(hide_password=False)


@contextmanager
def _copy(server: PostgresServer, template: str) -> Iterator[Database]:
    name = f"{make_url(server.url).database}_{next(_numbers)}"
    _execute(server.url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    with closing(open_at(_url(server, name))) as opened:
        yield opened
    _execute(server.url, f"DROP DATABASE {name} WITH (FORCE)")


def _url(server: PostgresServer, name: str) -> str:
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)


def _execute(url: str, statement: str) -> None:
    """Outside of a transaction, as the making of databases wants it."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())
