"""The command group, and how errors end a command: one line, and an exit code."""

from __future__ import annotations

import logging
import sys

import click

from tvdbproxy import __version__
from tvdbproxy.cli.exits import code_of
from tvdbproxy.cli.lazy import LazyGroup
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.logs import log_to_stderr


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="tvdbproxy")
@click.option("--verbose", "-v", is_flag=True, help="Log more.")
def group(verbose: bool) -> None:
    """Sync a TheTVDB-style catalogue's artwork, size it as WebP, keep it in S3 and serve it.

    Everything is configured by the environment or a .env file; .env.example lists all
    settings. `tvdbproxy up` runs the whole system on one machine. COMMAND --help tells more of
    each command; those that print data print JSON with --json.
    """
    log_to_stderr(logging.DEBUG if verbose else logging.INFO)


def main() -> None:
    """The entry point of the ``tvdbproxy`` script."""
    try:
        group(prog_name="tvdbproxy")
    except TvdbProxyError as error:
        _give_up(error)


def _give_up(error: TvdbProxyError) -> None:
    one_line = " ".join(str(error).split())  # drivers like to write paragraphs
    click.echo(f"tvdbproxy: {one_line}", err=True)
    sys.exit(code_of(error))
