"""``manual``: the page of all commands, docs/cli.md, as the commands themselves tell it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from tvdbproxy.cli.exits import MEANINGS
from tvdbproxy.cli.main import group
from tvdbproxy.cli.sections import SECTIONS

_WIDTH = 100
_NAME = "tvdbproxy"
_INTRODUCTION = """\
# The command line

<!-- Made by `tvdbproxy manual > docs/cli.md`; a test keeps it equal to the commands. -->

`tvdbproxy --help` lists all commands, `tvdbproxy COMMAND --help` tells what is below. Settings come
from the environment or a `.env` file in the working directory, and `tvdbproxy settings` lists them.

- Commands that print data print JSON with `--json`: one document on standard output, and nothing
  else there. What people are told beside data, and logs, go to standard error.
- A command that fails says why in one line on standard error, with the remedy.
- What takes long shows a bar at a terminal; logs and pipes are spared it.
- Words are completed after `eval "$(tvdbproxy completion bash)"`, likewise in zsh and fish.
"""


@click.command(hidden=True)
def manual() -> None:
    """Print docs/cli.md."""
    click.echo("\n".join(_page()))


def _page() -> Iterator[str]:
    yield _INTRODUCTION
    yield from _exit_codes()
    context = click.Context(group, info_name=_NAME, terminal_width=_WIDTH)
    for title, section in SECTIONS.items():
        yield f"\n## {title}"
        for entry in section:
            command = group.get_command(context, entry.name)
            assert command is not None
            yield from _chapter(command, entry.name, context, 3)


def _exit_codes() -> Iterator[str]:
    yield "| exit code | means |"
    yield "|---|---|"
    for code, meaning in MEANINGS.items():
        yield f"| {code} | {meaning} |"


def _chapter(command: click.Command, name: str, parent: click.Context, depth: int) -> Iterator[str]:
    """Its help, and that of the commands below it."""
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=_WIDTH,
        help_option_names=["-h", "--help"],
    )
    yield f"\n{'#' * depth} {context.command_path}\n"
    yield f"```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            yield from _chapter(command.commands[below], below, context, depth + 1)
