"""``callbacks``: what other servers were told, and what they would not take."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from tvdbproxy.cli.acting import note
from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.db.database import open_database
from tvdbproxy.db.models import CallbackStatus
from tvdbproxy.errors import Conflict, InvalidRequest, NotFound
from tvdbproxy.ingest.callbacks import ledger
from tvdbproxy.ingest.callbacks.ledger import Page
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.settings import load_settings

_AT_A_TIME = 500


@click.group()
def callbacks() -> None:
    """List callbacks, and have them tried again.

    Those that were given up are `dead`.

    Exits 0 if it is done, 1 if there is no such callback or it was delivered, 2 for wrong options,
    69 if the database is away.
    """


@callbacks.command("list")
@click.option(
    "--status", type=click.Choice([status.value for status in CallbackStatus]), help="Only those."
)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--cursor", help="Where the page before ended.")
@json_option
def list_(status: str | None, limit: int, cursor: str | None, as_json: bool) -> None:
    """List callbacks, the newest first; `dead` ones were given up."""
    wanted = None if status is None else CallbackStatus(status)
    with _session() as session:
        page = ledger.page(session, status=wanted, limit=limit, cursor=cursor)
    if as_json:
        print_json(page)
    else:
        _print_lines(page)


@callbacks.command()
@click.argument("callback_ids", metavar="ID...", nargs=-1)
@click.option("--dead", is_flag=True, help="All that were given up.")
@json_option
def retry(callback_ids: tuple[str, ...], dead: bool, as_json: bool) -> None:
    """Have callbacks tried again. The workers take them up within RECONCILE_SECONDS."""
    if bool(callback_ids) == dead:
        raise click.UsageError("Name callbacks, or say --dead.")
    count = _retry_dead() if dead else _retry(callback_ids)
    if as_json:
        print_json({"retried": count})
    else:
        click.echo(f"{count} to be tried again")


def _retry(callback_ids: tuple[str, ...]) -> int:
    with _session() as session:
        for callback_id in callback_ids:
            view = ledger.retry(session, callback_id)
            note(session, Action.CALLBACK_RETRIED, view.id, url=view.url)
    return len(callback_ids)


def _retry_dead() -> int:
    """Some at a time: a transaction is short however many there are."""
    count = 0
    while True:
        with _session() as session:
            some = ledger.retry_dead(session, _AT_A_TIME)
            if some:
                note(session, Action.CALLBACKS_RETRIED, "dead", number=some)
        count += some
        if some < _AT_A_TIME:
            return count


@contextmanager
def _session() -> Iterator[Session]:
    """A unit of writing: all that was named, or nothing."""
    database = open_database(load_settings().database)
    try:
        with database.write() as session:
            yield session
    except (NotFound, Conflict) as error:
        click.echo(f"tvdbproxy: {error.public}", err=True)
        sys.exit(1)
    except InvalidRequest as error:
        raise click.UsageError(error.public) from error
    finally:
        database.close()


def _print_lines(page: Page) -> None:
    """Two lines each: ids are to be copied, and addresses are long."""
    for view in page.callbacks:
        answer = "-" if view.last_status is None else str(view.last_status)
        click.echo(
            f"{view.id}  {view.created_at:%Y-%m-%d %H:%M}  {view.status:<9}  {view.event:<15}  "
            f"{view.failures:>2} failures  last answer {answer}"
        )
        click.echo(f"    {view.method} {view.url}")
        if view.last_error is not None:
            click.echo(f"    {view.last_error}")
    if page.next_cursor is not None:
        click.echo(f"there are more: --cursor {page.next_cursor}", err=True)
