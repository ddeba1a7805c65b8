"""The group of all commands: each is imported when it is called, and ends in one line and an exit
code if it fails."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from tvdbproxy.cli.exits import MEANINGS, code_of
from tvdbproxy.cli.sections import HIDDEN, SECTIONS, entries
from tvdbproxy.errors import TvdbProxyError

_PACKAGE = "tvdbproxy.cli"
_ENVIRONMENT = (
    ("DATABASE_URL", "SQLite file or PostgreSQL."),
    ("REDIS_URL", "Redis or Valkey; BROKER_URL=memory:// does without."),
    ("S3_ENDPOINT_URL", "The object store; STORAGE_BACKEND=local does without."),
    ("TVDB_API_KEY", "TheTVDB's."),
    ("ADMIN_API_KEY", "Opens the admin endpoints."),
    ("PUBLIC_BASE_URL", "Where users reach this service."),
)
_EXAMPLES = (
    ("tvdbproxy up", "everything, on this machine"),
    ("tvdbproxy doctor", "what is wrong, and what to do about it"),
    ("tvdbproxy keys create kodi", "a key for a client of the catalogue"),
    ("tvdbproxy sync series 81189 --wait", "the pictures of one series, now"),
    ("tvdbproxy jobs retry --failed", "every upload that failed once more"),
    ("tvdbproxy verify --repair", "database and object store made equal"),
)


class LazyGroup(click.Group):
    """The commands of ``sections``; help is shown without any of their modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the sections."""
        return [*entries()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports its module."""
        entry = entries().get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.place.partition(":")
        found = getattr(import_module(f"{_PACKAGE}.{module}"), attribute)
        assert isinstance(found, click.Command)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """An error of ours is a line, and the exit code of its kind."""
        try:
            return super().invoke(ctx)
        except TvdbProxyError as error:
            one_line = " ".join(str(error).split())  # drivers like to write paragraphs
            click.echo(f"{ctx.info_name}: {one_line}", err=True)
            ctx.exit(code_of(error))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Names and their sentences; whoever presses TAB does not wait for modules."""
        hidden = {entry.name for entry in HIDDEN}
        names = [
            CompletionItem(entry.name, help=entry.summary)
            for entry in entries().values()
            if entry.name.startswith(incomplete) and entry.name not in hidden
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """A section each."""
        width = max(len(name) for name in entries())
        for title, section in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(entry.name.ljust(width), entry.summary) for entry in section])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What is common to all commands."""
        with formatter.section("Environment (`tvdbproxy settings` lists all of it)"):
            formatter.write_dl(_ENVIRONMENT)
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), text) for code, text in MEANINGS.items()])
        with formatter.section("Examples"):
            formatter.write_dl(_EXAMPLES)
