"""The command group, and how errors end a command: one line, and an exit code."""

from __future__ import annotations

import logging
import sys

import click

from tvdbproxy import __version__
from tvdbproxy.cli.callbacks import callbacks
from tvdbproxy.cli.images import cleanup, sync
from tvdbproxy.cli.imgproxy_test import imgproxy_test
from tvdbproxy.cli.keys import keys
from tvdbproxy.cli.processes import scheduler, serve, worker
from tvdbproxy.cli.replace_urls import replace_urls_command
from tvdbproxy.cli.schema import migrate
from tvdbproxy.cli.settings import settings
from tvdbproxy.cli.sign import sign
from tvdbproxy.cli.storage import storage
from tvdbproxy.cli.token import token
from tvdbproxy.cli.up import up
from tvdbproxy.cli.verify import verify_command
from tvdbproxy.errors import ConfigurationError, TvdbProxyError
from tvdbproxy.settings.log_lines import start_logging

# As in sysexits.h: wrong configuration, and something that is not there now.
_EXIT_CONFIGURATION, _EXIT_UNAVAILABLE = 78, 69


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tvdbproxy")
@click.option("--verbose", "-v", is_flag=True, help="Log more.")
def group(verbose: bool) -> None:
    """Sync a TheTVDB-style catalogue's artwork, size it as WebP, keep it in S3 and serve it.

    Everything is configured by the environment or a .env file; .env.example lists all
    settings. `tvdbproxy up` runs the whole system on one machine.
    """
    start_logging(logging.DEBUG if verbose else None)


_COMMANDS = (
    up,
    serve,
    worker,
    scheduler,
    migrate,
    storage,
    replace_urls_command,
    keys,
    token,
    sync,
    cleanup,
    callbacks,
    sign,
    imgproxy_test,
    verify_command,
    settings,
)
for command in _COMMANDS:
    group.add_command(command)


def main() -> None:
    """The entry point of the ``tvdbproxy`` script."""
    try:
        group(prog_name="tvdbproxy")
    except ConfigurationError as error:
        _give_up(error, _EXIT_CONFIGURATION)
    except TvdbProxyError as error:
        _give_up(error, _EXIT_UNAVAILABLE)


def _give_up(error: TvdbProxyError, code: int) -> None:
    one_line = " ".join(str(error).split())  # drivers like to write paragraphs
    click.echo(f"tvdbproxy: {one_line}", err=True)
    sys.exit(code)
