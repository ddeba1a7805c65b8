"""``tvdbproxy``: the command line."""

from tvdbproxy.cli.main import main

__all__ = ["main"]
