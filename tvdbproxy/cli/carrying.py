"""``export`` and ``import``: keys and settings, from one installation to another."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click
from pydantic import TypeAdapter, ValidationError

from tvdbproxy import __version__
from tvdbproxy.access.carrying import CarriedKey, Fate, Taken, carried, take_over
from tvdbproxy.cli.acting import note
from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.cli.exits import WELL, WRONG
from tvdbproxy.db.database import Database, open_database
from tvdbproxy.errors import InvalidRequest
from tvdbproxy.jobs.notices import KEYS, Notices
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.settings.carrying import env_lines, in_force, is_secret

FORMAT, VERSION = "tvdbproxy-export", 1


@dataclass(frozen=True)
class Document:
    """What is carried. ``left_out`` names the settings that have to be set anew."""

    format: str
    version: int
    made_by: str
    made_at: datetime
    keys: list[CarriedKey]
    settings: dict[str, str]
    left_out: list[str]


@click.command()
@click.option("--with-secrets", is_flag=True, help="Secrets of the settings and of tokens, too.")
@json_option
def export(with_secrets: bool, as_json: bool) -> None:
    """Print keys and settings, to be imported elsewhere.

    One JSON document (with or without --json): every API key as its digest, with role, limits and
    PIN's digest, never its text; and every setting that is another than by default. Secrets, and
    addresses with a password in them, are left out and named, unless --with-secrets is said. A
    short PIN can be guessed from its digest: keep the document to yourself.

    \b
        tvdbproxy export > here.json

    Exits 0 if it is printed, 69 if the database is away, 78 if a setting is wrong.
    """
    settings = load_settings()
    database = open_database(settings.database)
    try:
        with database.read() as session:
            keys = carried(session, with_secrets=with_secrets)
    finally:
        database.close()
    values = in_force(settings)
    secret = [name for name, value in values.items() if is_secret(name, value)]
    left_out = [] if with_secrets else secret
    kept = {name: value for name, value in values.items() if name not in left_out}
    print_json(Document(FORMAT, VERSION, __version__, datetime.now(UTC), keys, kept, left_out))


@click.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--env",
    "env_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the settings to this new file, instead of to standard output.",
)
@json_option
def import_(file: TextIO, dry_run: bool, env_file: Path | None, as_json: bool) -> None:
    """Take over keys and settings that were exported.

    Keys come into the database, all together or not at all; done twice, the second time nothing
    changes. What was rotated or revoked here since the export is not undone. Settings change no
    environment: they are printed as a .env fragment (what became of keys is told on standard
    error then), or written to a file that only its owner may read. FILE may be - for standard
    input.

    \b
        tvdbproxy import here.json --dry-run
        tvdbproxy import here.json --env imported.env

    Exits 0 if it is done, 1 if a key could not be taken over or the file of --env is there, 2 for
    what is no export of a version that is known, 69 if the database is away, 78 if a setting is
    wrong.
    """
    document = _read(file.read())
    if env_file is not None and env_file.exists() and not dry_run:
        click.echo(f"tvdbproxy: {env_file} is there already; name another file", err=True)
        sys.exit(WRONG)
    settings = load_settings()
    database = open_database(settings.database)
    try:
        taken = _take_over(database, document.keys, dry_run=dry_run)
    finally:
        database.close()
    if not dry_run:
        _announce(settings, taken)
    fragment = [*_fragment(document)]
    if env_file is not None and not dry_run:
        _write(env_file, fragment)
    _tell(taken, fragment, dry_run=dry_run, to_file=env_file is not None, as_json=as_json)
    sys.exit(WRONG if any(one.fate is Fate.TAKEN for one in taken) else WELL)


def _read(text: str) -> Document:
    """Raises ``InvalidRequest`` for what is none, or of a version that is not known."""
    try:
        document: Any = TypeAdapter(dict[str, Any]).validate_json(text)
    except ValidationError as error:
        raise InvalidRequest("FILE: this is no JSON document that was exported.") from error
    if document.get("format") != FORMAT:
        raise InvalidRequest(f"FILE: its format is not {FORMAT}: `tvdbproxy export` makes it.")
    if document.get("version") != VERSION:
        raise InvalidRequest(
            f"FILE: version {document.get('version')!r} is not known here, only {VERSION}: use the "
            "version of tvdbproxy that made it."
        )
    try:
        return TypeAdapter(Document).validate_python(document)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        raise InvalidRequest(f"FILE: {place}: {fault['msg']}.") from error


_NOTED = {Fate.ADDED: Action.KEY_CREATED, Fate.CHANGED: Action.KEY_CHANGED}


class _Undone(Exception):
    """Rolls a dry run back."""


def _take_over(database: Database, keys: Sequence[CarriedKey], *, dry_run: bool) -> list[Taken]:
    taken: list[Taken] = []
    try:
        with database.write() as session:
            taken = take_over(session, keys)
            if dry_run:
                raise _Undone
            for one in taken:
                if one.fate in _NOTED:
                    action, changed = _NOTED[one.fate], list(one.changed)
                    note(session, action, one.id, imported=changed)
    except _Undone:
        pass
    return taken


def _announce(settings: Settings, taken: Sequence[Taken]) -> None:
    """Whoever remembers a key that changed is told."""
    changed = [one.id for one in taken if one.fate is Fate.CHANGED]
    if not changed:
        return
    notices = Notices(settings.broker)
    for key_id in changed:
        notices.announce(key_id, KEYS)
    notices.close()


def _fragment(document: Document) -> list[str]:
    missing = [f"# {name} was left out of the export: set it" for name in document.left_out]
    return [*env_lines(document.settings), *missing]


def _write(path: Path, lines: Sequence[str]) -> None:
    from tvdbproxy.embedded.private_file import write_private

    write_private(path, "".join(f"{line}\n" for line in lines))


def _tell(
    taken: Sequence[Taken], fragment: Sequence[str], *, dry_run: bool, to_file: bool, as_json: bool
) -> None:
    if as_json:
        told = {"dry_run": dry_run, "keys": [asdict(one) for one in taken], "env": fragment}
        print_json(told)
        return
    for one in taken:
        if one.fate is not Fate.SAME:
            what = f" ({', '.join(one.changed)})" if one.changed else ""
            fate = one.fate.value.replace("_", " ")
            click.echo(f"{one.id}  {fate}{what}: {one.name}", err=True)
    counted = Counter(one.fate.value.replace("_", " ") for one in taken)
    figures = ", ".join(f"{number} {fate}" for fate, number in counted.items()) or "none"
    click.echo(f"keys: {figures}{'; nothing was changed' if dry_run else ''}", err=True)
    if not to_file:
        for line in fragment:
            click.echo(line)
