"""``migrate``."""

from __future__ import annotations

import click

from tvdbproxy.db import schema
from tvdbproxy.db.database import open_database
from tvdbproxy.settings import load_settings


@click.command()
@click.option("--down", metavar="REVISION", help="Go back to REVISION instead (or `base`).")
def migrate(down: str | None) -> None:
    """Bring the database to the newest schema. Safe to run twice, and at the same time."""
    database = open_database(load_settings().database)
    try:
        database.ping()  # a server that is away is told in one line
        if down:
            schema.downgrade(database, down)
        else:
            schema.upgrade(database)
    finally:
        database.close()
    click.echo(f"database: at {down or 'the newest schema'}")
