"""The command line, of click's own objects."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from handbook.markdown import table
from tvdbproxy.cli.main import group

_HEAD = """# Commands

`tvdbproxy COMMAND --help` says the same. After `make up` the program is `.venv/bin/tvdbproxy`. All
commands read the [settings](settings.md) of the environment and of `.env`.

Exit codes: 0, it is done; 1 and 2 are said where they mean something, and 2 is also a wrong option;
69, a server of ours does not answer; 78, a setting is wrong.
"""


def page() -> str:
    """The page."""
    return "\n".join([_HEAD, *_lines(group, "tvdbproxy")])


def names() -> set[str]:
    """Every command with the words that lead to it, as ``keys create``."""
    return {" ".join(words) for words, _ in _commands(group, ())}


def _lines(top: click.Group, program: str) -> Iterator[str]:
    for words, command in _commands(top, ()):
        name = " ".join((program, *words))
        yield f"## {name} {{ #{'-'.join(words)} }}\n"
        yield f"```text\n{name} {' '.join(command.collect_usage_pieces(_context(command)))}\n```\n"
        yield f"{_help(command)}\n"
        yield from table(("option", ""), _options(command))


def _commands(
    top: click.Group, words: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in top.commands.items():
        if command.hidden:
            continue
        if isinstance(command, click.Group):
            yield from _commands(command, (*words, name))
        else:
            yield (*words, name), command


def _options(command: click.Command) -> Iterator[tuple[str, str]]:
    context = _context(command)
    for parameter in command.params:
        if record := parameter.get_help_record(context):
            name, help_ = record
            yield f"`{name}`", help_


def _help(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").replace("\b\n", "")


def _context(command: click.Command) -> click.Context:
    return click.Context(command, info_name=command.name)
