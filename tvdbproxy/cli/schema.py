"""``migrate``."""

from __future__ import annotations

import click

from tvdbproxy.access import keys
from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.db import schema
from tvdbproxy.db.database import Database, open_database
from tvdbproxy.settings import load_settings


@click.command()
@click.option("--down", metavar="REVISION", help="Go back to REVISION instead (or `base`).")
@json_option
def migrate(down: str | None, as_json: bool) -> None:
    """Bring the database to the newest schema.

    Safe to run twice, and at the same time. Afterwards the key of CLIENT_API_KEY, if there is
    one, may log in at the catalogue.

    Exits 0 if it is there, 69 if the database is away, 78 if a setting is wrong.
    """
    settings = load_settings()
    database = open_database(settings.database)
    try:
        database.ping()  # a server that is away is told in one line
        if down:
            schema.downgrade(database, down)
        else:
            schema.upgrade(database)
            _keep_client_key(database, settings.access.client_api_key)
    finally:
        database.close()
    if as_json:
        print_json({"revision": down or schema.newest()})
    else:
        click.echo(f"database: at {down or 'the newest schema'}")


def _keep_client_key(database: Database, text: str) -> None:
    if not text:
        return
    with database.write() as session:
        opens = keys.keep_given(session, text, "CLIENT_API_KEY of the settings")
    if not opens:
        click.echo("CLIENT_API_KEY was rotated or revoked since: it opens nothing", err=True)
