"""An application's own database, in both dialects, with tables that have addresses in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, make_url, text

from tests.ingest.pending.conftest import artwork_host, hang, path_of, row
from tests.servers.postgres import PostgresServer
from tvdbproxy.db.database import Database
from tvdbproxy.ingest.pending.replacement.places import Place
from tvdbproxy.ingest.pending.replacement.swap import Swapper
from tvdbproxy.ingest.pending.replacement.tables import open_application

__all__ = ["artwork_host", "hang", "path_of", "row"]

BASE = "https://api2.example.com/api/images"
HOST = "https://api2.example.com"
PLACE = Place("user_profiles", "profile_image_path")
TABLES = (
    "CREATE TABLE user_profiles (id INTEGER PRIMARY KEY, profile_image_path VARCHAR(255), "
    "header_image_path VARCHAR(255))",
    "CREATE TABLE pages (slug VARCHAR(40) PRIMARY KEY, body TEXT, data JSON, small VARCHAR(50), "
    "number INTEGER, twice VARCHAR(20))",
    "CREATE TABLE pairs (a INTEGER, b INTEGER, path TEXT, PRIMARY KEY (a, b))",
)
_numbers = itertools.count(1)


@dataclass
class Application:
    """The application: what it has in its tables."""

    engine: Engine
    url: str

    def fill(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        names = list(rows[0])
        values = ", ".join(f":{name}" for name in names)
        with self.engine.execution_options(writes=True).begin() as connection:
            connection.execute(
                text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"), list(rows)
            )

    def run(self, statement: str, **values: Any) -> None:
        with self.engine.execution_options(writes=True).begin() as connection:
            connection.execute(text(statement), values)

    def all(self, statement: str) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(statement)).scalars())


@pytest.fixture(params=["sqlite", "postgresql"])
def application(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Application]:
    """Its tables, empty."""
    if request.param == "sqlite":
        url, drop = f"sqlite:///{tmp_path / 'application.db'}", None
        (tmp_path / "application.db").touch()
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url, drop = _own_database(server)
    engine = open_application(url)
    application = Application(engine, url)
    for statement in TABLES:
        application.run(statement)
    yield application
    engine.dispose()
    if drop is not None:
        _execute(*drop)


@pytest.fixture
def swapper(sqlite_database: Database, application: Application) -> Swapper:
    """Batches of 100, between the application's database and ours."""
    return Swapper(sqlite_database, application.engine, BASE, frozenset([HOST]), 100)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Ours: one dialect is enough, for it is the application's that differ."""
    return sqlite_database


def _own_database(server: PostgresServer) -> tuple[str, tuple[str, str]]:
    name = f"{make_url(server.url).database}_application_{next(_numbers)}"
    _execute(server.url, f"CREATE DATABASE {name}")
    url = make_url(server.url).set(database=name).render_as_string(hide_password=False)
    return url, (server.url, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())
