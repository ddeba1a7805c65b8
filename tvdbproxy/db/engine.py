"""An engine for SQLite or PostgreSQL, set up so that writers wait instead of failing.

On SQLite a transaction that reads first and writes later fails at once when another
writer came between, whatever the busy time-out. So transactions that write say so
beforehand (the ``writes`` execution option) and begin with ``BEGIN IMMEDIATE``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.settings import DatabaseSettings

BUSY_SECONDS = 10
HASTY_MILLISECONDS = 250
_SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode=WAL",  # which may have to wait for whoever sets it at the same time
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=NORMAL",
)
# Nothing of ours holds a lock or a transaction this long unless it hangs.
_POSTGRES_OPTIONS = (
    "-c timezone=UTC -c statement_timeout=60s -c lock_timeout=10s "
    "-c idle_in_transaction_session_timeout=60s"
)

_NEITHER = "DATABASE_URL: use sqlite:///path/to/file.db or postgresql://user:password@host/name"


def open_engine(settings: DatabaseSettings) -> Engine:
    """An engine for ``DATABASE_URL``. Connects to nothing yet.

    Raises ``ConfigurationError`` for an address that is neither SQLite nor PostgreSQL.
    """
    url = database_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    engine = create_engine(
        url,
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_pool_size,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={"options": _POSTGRES_OPTIONS, "connect_timeout": 5},
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def database_url(text: str) -> URL:
    """``DATABASE_URL`` as SQLAlchemy understands it."""
    text = text.replace("postgres://", "postgresql://", 1)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError(_NEITHER) from error  # without the value: it has a password
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return url
    raise ConfigurationError(_NEITHER)


def _open_sqlite(url: URL) -> Engine:
    assert url.database is not None
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    begin = "BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN"
    if not options.get("hasty", False):
        connection.exec_driver_sql(begin)
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={HASTY_MILLISECONDS}")
    try:
        connection.exec_driver_sql(begin)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("hasty", False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {HASTY_MILLISECONDS}")
