"""``completion``: what lets a shell complete our words."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from tvdbproxy.cli.main import group

_NAME = "tvdbproxy"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what completes words in a shell.

    Once and for all, by a line in the shell's start file:

    \b
        bash  ~/.bashrc   eval "$(tvdbproxy completion bash)"
        zsh   ~/.zshrc    eval "$(tvdbproxy completion zsh)"
        fish  tvdbproxy completion fish > ~/.config/fish/completions/tvdbproxy.fish

    Exits 0 if it is printed, 2 for another shell.
    """
    completer = get_completion_class(shell)
    assert completer is not None
    click.echo(completer(group, {}, _NAME, f"_{_NAME.upper()}_COMPLETE").source(), nl=False)
