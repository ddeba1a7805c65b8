"""``tvdbproxy``, and what holds for all of its commands."""

from __future__ import annotations

import logging

import click

from tvdbproxy import __version__
from tvdbproxy.cli.lazy import LazyGroup


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
    from tvdbproxy.settings.log_lines import start_logging  # not for --help

    start_logging(logging.DEBUG if verbose else None)


def main() -> None:
    """The entry point of the ``tvdbproxy`` script."""
    group(prog_name="tvdbproxy")
