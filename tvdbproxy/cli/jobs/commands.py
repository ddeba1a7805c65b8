"""The commands of ``jobs``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import click

from tvdbproxy.cli.acting import note
from tvdbproxy.cli.as_json import json_option, plain, print_json
from tvdbproxy.cli.exits import WELL, WRONG
from tvdbproxy.cli.jobs.kinds import Filter, Kind, Message, Pictures, Tasks, Uploads
from tvdbproxy.cli.jobs.telling import Outcome, print_lines, tell, tell_dry, tell_retried
from tvdbproxy.db.database import now
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.settings import load_settings
from tvdbproxy.wiring import Services, build

Function = TypeVar("Function", bound=Callable[..., Any])

_KINDS = ("upload", "artwork", "task")
_AGE = re.compile(r"([1-9][0-9]{0,5})([mhd])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_AT_A_TIME = 500

_kind_option = click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default="upload",
    show_default=True,
    help="Uploads of applications, pictures of the catalogue, or tasks such as a sync.",
)


class _Age(click.ParamType[timedelta]):
    """``90m``, ``2h`` or ``7d``."""

    name = "AGE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        found = _AGE.fullmatch(str(value))
        if found is None:
            self.fail(f"{value!r} is no age such as 90m, 2h or 7d")
        return timedelta(**{_UNITS[found[2]]: int(found[1])})


@click.group()
def jobs() -> None:
    """List work, have it tried again, or call it off.

    Of three kinds: `upload`, the pictures that applications give; `artwork`, those of the
    catalogue; and `task`, what was asked for by `sync`, `cleanup` and their like. Everything is
    safe beside workers, and when it is done twice.

    \b
        tvdbproxy jobs list --status failed --older-than 2h
        tvdbproxy jobs retry --failed --code worker_crashed --dry-run
        tvdbproxy jobs retry --kind artwork --failed --limit 500

    Exits 0 if it is done, 1 if there is no such work or it is not in a state in which this can be
    done, 2 for wrong options, 69 if the database is away, 78 if a setting is wrong.
    """


@jobs.command("list")
@_kind_option
@click.option("--status", metavar="STATUS", help="Only those, as in failed.")
@click.option("--code", metavar="CODE", help="Only those with this error, as in image_too_large.")
@click.option("--older-than", type=_Age(), help="Only those begun so long ago: 90m, 2h, 7d.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--cursor", help="Where the page before ended.")
@json_option
def list_(
    kind: str,
    status: str | None,
    code: str | None,
    older_than: timedelta | None,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    """List work, the newest first."""
    with _desk(kind) as desk, desk.services.database.read() as session:
        _require_status(desk.kind, status)
        before = None if older_than is None else now(session) - older_than
        lines, more = desk.kind.page(session, Filter(status, code, before), limit, cursor)
    if as_json:
        print_json({"jobs": lines, "next_cursor": more})
        return
    print_lines(lines)
    if more is not None:
        click.echo(f"there are more: --cursor {more}", err=True)


@jobs.command()
@_kind_option
@click.argument("name", metavar="ID")
@json_option
def show(kind: str, name: str, as_json: bool) -> None:
    """Show all that is known of one, with its steps."""
    with _desk(kind) as desk, desk.services.database.read() as session:
        found = desk.kind.show(session, name)
    if as_json:
        print_json(found)
        return
    for field, value in plain(found).items():
        if field == "steps":
            for step in value:
                click.echo(f"  {step['step']:<16} {step['status']:<10} {step['error'] or ''}")
        else:
            click.echo(f"{field:<14} {'-' if value is None else value}")


@jobs.command()
@_kind_option
@click.argument("names", metavar="ID...", nargs=-1)
@click.option("--failed", is_flag=True, help="All that failed, those that failed first before.")
@click.option("--code", metavar="CODE", help="With --failed: of those, with this error alone.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@click.option("--dry-run", is_flag=True, help="With --failed: list them, and change nothing.")
@json_option
def retry(
    kind: str,
    names: tuple[str, ...],
    failed: bool,
    code: str | None,
    limit: int,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Have work tried again, from the step that failed.

    What is due, or under way, is left as it is. With --failed, uploads for which no file ever
    came and work that was called off stay failed, unless their --code is named.
    """
    if bool(names) == failed:
        raise click.UsageError("Name what to try again, or say --failed.")
    if not failed and (code or dry_run):
        raise click.UsageError("--code and --dry-run go with --failed.")
    with _desk(kind) as desk:
        if dry_run:
            with desk.services.database.read() as session:
                lines = desk.kind.failed(session, code, limit)
            tell_dry(lines, as_json)
            return
        chosen = _all_failed(desk, code, limit) if failed else _named(desk, names)
    tell_retried(chosen, as_json)
    sys.exit(WRONG if chosen.refused else WELL)


@jobs.command()
@_kind_option
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@json_option
def cancel(kind: str, names: tuple[str, ...], as_json: bool) -> None:
    """Call off uploads or tasks that nobody has begun, or that wait for their next try.

    They fail with the code `cancelled`; whoever is to hear of their end is told. `retry` has them
    done after all.
    """
    with _desk(kind) as desk:
        outcome = Outcome([], [], {})
        for name in names:
            with outcome.noting(name), desk.services.database.write() as session:
                cancelled = desk.kind.cancel(session, name)
                if cancelled is not None:
                    note(session, cancelled, name)
                (outcome.idle if cancelled is None else outcome.done).append(name)
        for name in outcome.done if kind == "upload" else ():
            desk.send_callbacks(name)
    if as_json:
        print_json({"cancelled": outcome.done, "before": outcome.idle, "refused": outcome.refused})
    else:
        tell(outcome, "called off", "was called off before")
    sys.exit(WRONG if outcome.refused else WELL)


@dataclass(frozen=True)
class _Desk:
    services: Services
    kind: Kind

    def send(self, messages: Sequence[Message]) -> None:
        """What cannot be sent now the reconciler sends."""
        if self.services.settings.in_memory:
            return  # the web server's own reconciler finds what is due
        for actor, name in messages:
            if not self.services.queue.send(actor, name):
                return

    def send_callbacks(self, job_id: str) -> None:
        with self.services.database.read() as session:
            waiting = outbox.waiting(session, job_id)
        self.send([("deliver_callback", callback_id) for callback_id in waiting])


@contextmanager
def _desk(kind: str) -> Iterator[_Desk]:
    services = build(load_settings())
    kinds: dict[str, Callable[[], Kind]] = {
        "upload": lambda: Uploads(services.ingest.outbox),
        "artwork": Pictures,
        "task": Tasks,
    }
    try:
        yield _Desk(services, kinds[kind]())
    finally:
        services.close()


def _require_status(kind: Kind, status: str | None) -> None:
    if status is not None and status not in kind.statuses:
        raise click.UsageError(f"--status: use {', '.join(kind.statuses)}.")


def _all_failed(desk: _Desk, code: str | None, limit: int) -> Outcome:
    """Page by page: a transaction is short however many there are."""
    done: list[str] = []
    while len(done) < limit:
        some = min(limit - len(done), _AT_A_TIME)
        with desk.services.database.write() as session:
            messages = desk.kind.retry_failed(session, code, some)
            if messages:
                which, number = code or "all that failed", len(messages)
                note(session, desk.kind.actions.many_retried, which, number=number)
        desk.send(messages)
        done += [str(name) for _, name in messages]
        if len(messages) < some:
            break
    return Outcome(done, [], {})


def _named(desk: _Desk, names: Sequence[str]) -> Outcome:
    outcome = Outcome([], [], {})
    for name in names:
        with outcome.noting(name):
            with desk.services.database.write() as session:
                message = desk.kind.retry(session, name)
                note(session, desk.kind.actions.retried, name, sent=message is not None)
            desk.send([message] if message else [])
            (outcome.done if message else outcome.idle).append(name)
    return outcome
