"""Every command, of click's own objects; ``docs/cli.md`` describes them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from tvdbproxy.cli.main import group


def names() -> set[str]:
    """Every command with the words that lead to it, as ``keys create``."""
    return {" ".join(words) for words in _words(group, ())}


def groups() -> set[str]:
    """The commands that have commands of their own, as ``keys``."""
    return {name.partition(" ")[0] for name in names() if " " in name}


def _words(top: click.Group, before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    context = click.Context(top)
    for name in top.list_commands(context):
        command = top.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _words(command, (*before, name))
        elif not command.hidden:
            yield (*before, name)
