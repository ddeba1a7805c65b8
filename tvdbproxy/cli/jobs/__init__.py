"""``jobs``: work of all kinds, listed, tried again, called off."""

from tvdbproxy.cli.jobs.commands import jobs

__all__ = ["jobs"]
