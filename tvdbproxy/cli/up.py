"""``up``: the whole system, with servers of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.option("--host", help="Address to listen on.  [HOST, 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.  [PORT, 8000]")
@click.option(
    "--data-dir",
    default="data",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where everything is kept.",
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def up(host: str | None, port: int | None, data_dir: Path, workers: int) -> None:
    """Run everything on this machine.

    That is S3, Redis, database, web server, workers and scheduler. Servers that the environment
    names are used instead of started. Without TVDB_API_KEY a sample catalogue takes TheTVDB's
    place. Ctrl-C stops it all; the data stays.

    Exits 0 when it was stopped, 1 if a part of it does not come up, 78 if a setting is wrong.
    """
    from tvdbproxy.embedded.stack import StackOptions, run_stack

    sys.exit(run_stack(StackOptions(host=host, port=port, data_dir=data_dir, workers=workers)))
