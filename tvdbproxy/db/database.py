"""Sessions: short units of reading or writing, with database trouble as our own errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Executable, func, select, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker

from tvdbproxy.db.engine import open_engine
from tvdbproxy.errors import Unavailable
from tvdbproxy.settings import DatabaseSettings

# Another one is in the way, and there is no room: as PostgreSQL says it in codes, since its
# words are in the language of the server, and SQLite in words.
_BUSY = ("55P03", "40P01", "40001", "database is locked")
_FULL = ("53100", "disk is full")
# A table or a column is missing.
_UNDEFINED = ("42P01", "42703", "no such table", "no such column", "has no column named")


class Database:
    """One per process. Thread-safe; the sessions that it opens are not."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._readers = sessionmaker(engine, expire_on_commit=False)
        self._writers = sessionmaker(engine.execution_options(writes=True), expire_on_commit=False)
        hasty = engine.execution_options(writes=True, hasty=True)
        self._hasty_writers = sessionmaker(hasty, expire_on_commit=False)
        # One query sees one consistent picture by itself, and BEGIN is a way to the server and
        # back; in SQLite it is a call, and cheaper than switching it off.
        is_far = engine.dialect.name == "postgresql"
        self._single = engine.execution_options(isolation_level="AUTOCOMMIT") if is_far else engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading one consistent picture; what it changes is lost."""
        with _our_errors(), self._readers() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all.

        Keep it short: no HTTP, no S3, no pixels inside. Raises ``Unavailable``
        (``database_busy``, ``database_full``, ``database_unavailable``) where the database
        does. Nothing of it is there then, unless it was the answer to the commit that was lost.
        """
        with _our_errors(), self._writers.begin() as session:
            yield session

    @contextmanager
    def write_soon(self) -> Iterator[Session]:
        """As ``write``, for what may be left undone: gives up (``database_busy``) when somebody
        else holds a lock for a quarter of a second."""
        with _our_errors(), self._hasty_writers.begin() as session:
            yield session

    def row(self, statement: Executable, parameters: Mapping[str, object]) -> Sequence[Any] | None:
        """The first row of one query, without a session around it: for what is asked for very
        often. Raises as ``read``."""
        with _our_errors(), self._single.connect() as connection:
            return connection.execute(statement, parameters).first()

    def ping(self) -> None:
        """Raise ``Unavailable`` unless the database answers."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_database(settings: DatabaseSettings) -> Database:
    """The database that ``DATABASE_URL`` names."""
    return Database(open_engine(settings))


def now(session: Session) -> datetime:
    """The time that leases are measured by: the database server's where there is one.

    Hosts' clocks differ; two workers that disagree by a minute must not both believe
    that they hold the same lease.
    """
    if session.get_bind().dialect.name == "postgresql":
        moment = session.scalar(select(func.clock_timestamp()))
        assert isinstance(moment, datetime)
        return moment.astimezone(UTC)
    return datetime.now(UTC)


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise _translate(error) from error
    except DBAPIError as error:
        if error.connection_invalidated or _is_old_schema(error):
            raise _translate(error) from error
        raise


def _is_old_schema(error: Exception) -> bool:
    """Whether the code is newer than the schema."""
    return _says(error, _UNDEFINED)


def _says(error: Exception, signs: tuple[str, ...]) -> bool:
    """Whether the database gives one of these codes, or says one of these words."""
    cause = getattr(error, "orig", None)
    code = getattr(cause, "sqlstate", None)
    return code in signs if code else any(sign in str(cause) for sign in signs)


def _translate(error: Exception) -> Unavailable:
    words = str(getattr(error, "orig", None) or error)
    if _is_old_schema(error):
        return Unavailable(
            "The database is not migrated; run `tvdbproxy migrate`.",
            code="migration_pending",
            detail=words,
        )
    if _says(error, _BUSY):
        return Unavailable(
            "The database is busy; try again in a moment.",
            code="database_busy",
            detail=words,
            retry_after=2,
        )
    if _says(error, _FULL):
        return Unavailable(
            "The disk of the database is full: make room there.",
            code="database_full",
            detail=words,
            retry_after=60,
        )
    return Unavailable(
        "The database does not answer; try again in a moment.",
        code="database_unavailable",
        detail=words,
        retry_after=5,
    )
