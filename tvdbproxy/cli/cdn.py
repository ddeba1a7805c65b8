"""``cdn``: what caches in front of us are told to forget."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click
from sqlalchemy.orm import Session

from tvdbproxy.cdn import ledger
from tvdbproxy.cdn.ledger import Status
from tvdbproxy.cli.acting import note
from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.db.database import open_database
from tvdbproxy.errors import InvalidRequest
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.settings import Settings, load_settings


@click.group()
def cdn() -> None:
    """Purge the CDN by hand, and see what waits to be purged.

    Exits 0 if it is done, 1 if CDN_PURGE is off, 2 for wrong options, 69 if the database is away.
    """


@cdn.command()
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@json_option
def purge(urls: tuple[str, ...], as_json: bool) -> None:
    """Have addresses purged: paths, as /images/series/1/*, or whole ones; a * at the end means all
    that begin so. The workers do it within RECONCILE_SECONDS."""
    settings = load_settings()
    if settings.cdn.cdn_purge == "off":
        click.echo("tvdbproxy: CDN_PURGE is off, so that nothing is purged.", err=True)
        sys.exit(1)
    with _session(settings) as session:
        count = ledger.ask(session, urls)
        note(session, Action.CDN_PURGED, " ".join(urls))
    if as_json:
        print_json({"asked": count})
    else:
        click.echo(f"{count} to be purged")


@cdn.command()
@json_option
def status(as_json: bool) -> None:
    """Show what waits, what was given up, and how it goes with the CDN."""
    settings = load_settings()
    with _session(settings) as session:
        found = ledger.status(session)
    if as_json:
        print_json({"provider": settings.cdn.cdn_purge, **asdict(found)})
    else:
        _print_lines(settings.cdn.cdn_purge, found)


@cdn.command()
@json_option
def retry(as_json: bool) -> None:
    """Have all tried again that was given up, and the CDN asked now although it was in trouble."""
    with _session(load_settings()) as session:
        count = ledger.retry(session)
        note(session, Action.PURGES_RETRIED, number=count)
    if as_json:
        print_json({"retried": count})
    else:
        click.echo(f"{count} to be tried again")


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    """A unit of writing: all that was named, or nothing."""
    database = open_database(settings.database)
    try:
        with database.write() as session:
            yield session
    except InvalidRequest as error:
        raise click.UsageError(error.public) from error
    finally:
        database.close()


def _print_lines(provider: str, found: Status) -> None:
    click.echo(f"CDN_PURGE={provider}: {found.purged} addresses purged, last {found.purged_at}")
    click.echo(f"{found.pending} wait, {found.due} of them due, the oldest since {found.oldest}")
    if found.error is not None:
        click.echo(f"the CDN is left alone until {found.rests_until}: {found.error}")
    if found.dead:
        click.echo(f"{found.dead} given up (`tvdbproxy cdn retry`), the newest:")
    for letter in found.dead_letters:
        click.echo(f"    {letter.address}  {letter.error}")
