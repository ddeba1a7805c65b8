"""``keys``: who may log in at the catalogue, and use the admin endpoints."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from tvdbproxy.access import keys as all_keys
from tvdbproxy.access.keys import Issued, KeyView
from tvdbproxy.access.traits import IMAGE_REWRITES, ROLES, UNSAID, Traits, Unsaid
from tvdbproxy.cli.acting import note
from tvdbproxy.cli.as_json import json_option, plain, print_json
from tvdbproxy.db.database import open_database
from tvdbproxy.errors import Conflict, InvalidRequest, NotFound
from tvdbproxy.jobs.notices import KEYS, Notices
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.settings import load_settings

T = TypeVar("T")
Function = TypeVar("Function", bound=Callable[..., Any])

# How options spell what the database calls null.
_NO_LIMIT, _DEFAULT = "none", "default"
_ENRICH = {"on": True, "off": False, _DEFAULT: None}
_KEY_ID = click.argument("key_id", metavar="ID")


@click.group()
def keys() -> None:
    """Make, list, change, rotate and revoke API keys.

    A key is printed once, alone on a line of standard output, and never again: only a digest of
    it is kept. Changes hold at once in all web processes that Redis reaches, and after a second
    in the others.

    Exits 0 if it is done, 1 if there is no such key or it was revoked, 2 for wrong options, 69 if
    the database is away.
    """


def _traits(command: Function) -> Function:
    """The options that ``create`` and ``change`` share."""
    for option in (
        click.option("--enrich", type=click.Choice([*_ENRICH]), help="Add what we know of images."),
        click.option(
            "--spare-characters/--no-spare-characters",
            default=None,
            help="Leave the images of characters alone, as Kodi needs it.",
        ),
        click.option(
            "--image-rewrite",
            type=click.Choice([*IMAGE_REWRITES, _DEFAULT]),
            help="Where the addresses of images in answers lead.",
        ),
        click.option("--rate-limit", metavar="N/PERIOD", help="As in 120/minute, or none."),
        click.option("--pin/--no-pin", default=None, help="Ask for a PIN that logins must give."),
        click.option("--role", type=click.Choice(ROLES), help="admin opens the admin endpoints."),
    ):
        command = option(command)
    return command


@keys.command()
@click.argument("name")
@_traits
@json_option
def create(name: str, as_json: bool, **options: Any) -> None:
    """Make a key for NAME, and print it."""
    traits = _wished(name=name, **options)
    with _session() as session:
        issued = all_keys.create(session, traits)
        _note(session, Action.KEY_CREATED, issued.key.id, traits)
    _tell_issued(issued, as_json)


@keys.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List all keys, revoked ones too."""
    with _session() as session:
        found = all_keys.everyone(session)
    if as_json:
        print_json(found)
    else:
        _print_table(found)


@keys.command()
@_KEY_ID
@json_option
def show(key_id: str, as_json: bool) -> None:
    """Show one key, but not its text."""
    with _session() as session:
        found = all_keys.get(session, key_id)
    _tell(found, as_json)


@keys.command()
@_KEY_ID
@click.option("--name", help="Whom the key is for.")
@_traits
@json_option
def change(key_id: str, name: str | None, as_json: bool, **options: Any) -> None:
    """Change what is named; a new PIN ends the tokens that were given without it."""
    traits = _wished(name=name, **options)
    if traits == Traits():
        raise click.UsageError("Say what is to change; --help lists what can.")
    with _session(key_id) as session:
        found = all_keys.change(session, key_id, traits)
        _note(session, Action.KEY_CHANGED, key_id, traits)
    _tell(found, as_json)


@keys.command()
@_KEY_ID
@json_option
def rotate(key_id: str, as_json: bool) -> None:
    """Replace a key's text, and print the new one. The old one and all tokens are void."""
    with _session(key_id) as session:
        issued = all_keys.rotate(session, key_id)
        _note(session, Action.KEY_ROTATED, key_id)
    _tell_issued(issued, as_json)


@keys.command()
@_KEY_ID
@json_option
def revoke(key_id: str, as_json: bool) -> None:
    """Refuse a key and all its tokens from now on, for good."""
    with _session(key_id) as session:
        all_keys.revoke(session, key_id)
        _note(session, Action.KEY_REVOKED, key_id)
        found = all_keys.get(session, key_id)
    _tell(found, as_json)


@contextmanager
def _session(changed: str | None = None) -> Iterator[Session]:
    """A unit of writing; whoever remembers the key that ``changed`` is told afterwards."""
    settings = load_settings()
    database = open_database(settings.database)
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
    if changed is not None:
        notices = Notices(settings.broker)
        notices.announce(changed, KEYS)
        notices.close()


def _note(session: Session, action: Action, key_id: str, traits: Traits | None = None) -> None:
    """In the audit log, without the PIN."""
    told = traits.told() if traits else {}
    note(session, action, key_id, **told)


def _wished(
    name: str | None,
    role: str | None,
    pin: bool | None,
    rate_limit: str | None,
    image_rewrite: str | None,
    spare_characters: bool | None,
    enrich: str | None,
) -> Traits:
    return Traits(
        name=_said(name),
        role=_said(role),
        pin=UNSAID if pin is None else _asked_pin() if pin else None,
        rate_limit=_nullable(rate_limit, _NO_LIMIT),
        image_rewrite=_nullable(image_rewrite, _DEFAULT),
        spare_characters=_said(spare_characters),
        enrich=UNSAID if enrich is None else _ENRICH[enrich],
    )


def _said(option: T | None) -> T | Unsaid:
    return UNSAID if option is None else option


def _nullable(option: str | None, null: str) -> str | Unsaid | None:
    return UNSAID if option is None else None if option == null else option


def _asked_pin() -> str:
    """From whoever sits there, unseen; or a line of what a script sends."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True))


def _tell_issued(issued: Issued, as_json: bool) -> None:
    if as_json:
        print_json({"key": issued.text, **plain(issued.key)})
        return
    click.echo(issued.text)
    click.echo(f"{issued.key.id}: {issued.key.name}; the key is not shown again", err=True)


def _tell(key: KeyView, as_json: bool) -> None:
    if as_json:
        print_json(key)
        return
    for name, value in plain(key).items():
        click.echo(f"{name:<18} {_word(value)}")


def _print_table(found: list[KeyView]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("id", "name", "role", "key", "uses", "last used", ""):
        table.add_column(title, justify="right" if title == "uses" else "left")
    for key in found:
        used = "never" if key.last_used_at is None else f"{key.last_used_at:%Y-%m-%d %H:%M}"
        state = "" if key.revoked_at is None else f"revoked {key.revoked_at:%Y-%m-%d %H:%M}"
        hint = f"{key.hint}..." if key.hint else ""
        table.add_row(key.id, key.name, key.role, hint, f"{key.uses:,}", used, state)
    Console(highlight=False, markup=False).print(table)


def _word(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
