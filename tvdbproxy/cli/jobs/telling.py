"""What became of work, and how the commands of ``jobs`` print it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import click

from tvdbproxy.cli.as_json import print_json
from tvdbproxy.cli.jobs.kinds import Line
from tvdbproxy.errors import Conflict, NotFound


@dataclass
class Outcome:
    """Ids of what was done, of what needed nothing, and why others were refused."""

    done: list[str]
    idle: list[str]
    refused: dict[str, str]

    @contextmanager
    def noting(self, name: str) -> Iterator[None]:
        """One that cannot be had does not keep the others from it."""
        try:
            yield
        except (NotFound, Conflict) as error:
            self.refused[name] = error.public


def tell_retried(outcome: Outcome, as_json: bool) -> None:
    """What became of what was to be tried again."""
    if as_json:
        print_json({"retried": outcome.done, "due": outcome.idle, "refused": outcome.refused})
        return
    tell(outcome, "to be tried again", "is due or under way already")


def tell(outcome: Outcome, done: str, idle: str) -> None:
    """How many are ``done``, which were ``idle``, and on standard error what was refused."""
    click.echo(f"{len(outcome.done)} {done}")
    for name in outcome.idle:
        click.echo(f"{name} {idle}")
    for name, why in outcome.refused.items():
        click.echo(f"tvdbproxy: {name}: {why}", err=True)


def tell_dry(lines: list[Line], as_json: bool) -> None:
    """What would be tried again."""
    if as_json:
        print_json({"jobs": lines})
        return
    print_lines(lines)
    click.echo(f"{len(lines)} would be tried again; nothing was changed")


def print_lines(lines: Sequence[Line]) -> None:
    """Two lines each: ids are to be copied, and reasons are long."""
    for line in lines:
        attempts = "" if line.attempts is None else f"  {line.attempts} attempts"
        click.echo(
            f"{line.id}  {_time(line.begun_at or line.ended_at)}  {line.status:<10}  "
            f"{line.what}{attempts}"
        )
        if line.error_code is not None:
            click.echo(f"    {line.error_code}: {line.error}")


def _time(moment: datetime | None) -> str:
    return "-" * 16 if moment is None else f"{moment:%Y-%m-%d %H:%M}"
