"""Bring the database to the newest revision, and tell whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from tvdbproxy.db.database import Database
from tvdbproxy.errors import Unavailable

# Any constant will do, as long as no other program uses it on the same database.
_POSTGRES_LOCK = 7_316_482_009


def migrations_folder() -> Path:
    """Beside the package in a checkout, inside it when installed from a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up to ``revision``. Two at once: the second waits, then has nothing to do."""
    with _locked(database) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Migrate down to ``revision`` (``base`` for an empty database)."""
    with _locked(database) as connection:
        command.downgrade(_config(connection), revision)


def require_current(database: Database) -> None:
    """Raise ``Unavailable`` (``migration_pending``) if the schema is older than the code.

    A schema of a later version is well: migrations only add what older code does not see,
    and it goes on answering until the newer code is started.
    """
    with database.read() as session:
        found = set(MigrationContext.configure(session.connection()).get_current_heads())
    scripts = ScriptDirectory(str(migrations_folder()))
    known = {script.revision for script in scripts.walk_revisions()}
    if found <= known and found != set(scripts.get_heads()):
        raise Unavailable(
            "The database is not migrated; run `tvdbproxy migrate`.", code="migration_pending"
        )


def newest() -> str:
    """The revision that this code wants."""
    return str(ScriptDirectory(str(migrations_folder())).get_current_head())


def found(database: Database) -> str:
    """The revision that the database is at; empty before the first."""
    with database.read() as session:
        heads = MigrationContext.configure(session.connection()).get_current_heads()
    return ",".join(heads)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _locked(database: Database) -> Iterator[Connection]:
    """One runner at a time: SQLite by its write lock, PostgreSQL by an advisory one."""
    engine = database.engine.execution_options(writes=True)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '120s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
        yield connection
