"""Runs migrations on the connection that ``tvdbproxy.db.schema`` (or the shell) gives."""

from __future__ import annotations

from alembic import context

from tvdbproxy.db.base import Base
from tvdbproxy.db.engine import open_engine
from tvdbproxy.db.models import Artwork  # noqa: F401  (fills the metadata)
from tvdbproxy.settings import DatabaseSettings


def run() -> None:
    """Use the caller's connection, or open one for ``DATABASE_URL``."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    engine = open_engine(DatabaseSettings()).execution_options(writes=True)
    with engine.connect() as connection:
        _migrate(connection)
        connection.commit()


def _migrate(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
