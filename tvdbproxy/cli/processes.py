"""``serve``, ``worker``, ``scheduler``: the three processes of a deployment."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.wiring import check


@click.command()
@click.option("--host", help="Address to listen on.  [HOST]")
@click.option("--port", type=int, help="Port to listen on.  [PORT]")
def serve(host: str | None, port: int | None) -> None:
    """Run the web server. With BROKER_URL=memory:// workers and scheduler run inside it.

    SIGHUP starts new processes with the new code and configuration, and lets the old ones
    finish what they have begun.
    """
    given = {"host": host, "port": port}
    settings = _checked(**{name: value for name, value in given.items() if value is not None})
    os.environ |= {"HOST": settings.web.host, "PORT": str(settings.web.port)}
    _serve(settings)


@click.command()
def worker() -> None:
    """Run one worker process; run as many as there is work for."""
    _checked()
    _become("workers")


@click.command()
def scheduler() -> None:
    """Run the clock that sends recurring work. Two of them do the work once."""
    _checked()
    _become("workers.scheduler")


def _checked(**overrides: Any) -> Settings:
    """A wrong value is told here, in one line, and not by a process that starts in vain."""
    settings = load_settings(**overrides)
    check(settings)
    return settings


def _become(module: str) -> None:
    """Turn into another program: nothing in this package imports the workers."""
    os.execv(sys.executable, [sys.executable, "-m", module])  # noqa: S606


def _serve(settings: Settings) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    processes = 1 if settings.in_memory else settings.web.web_processes
    if processes > 1:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="tvdbproxy-"))
    Server(
        "wsgi:app",
        address=settings.web.host,
        port=settings.web.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=settings.web.web_threads,
        working_dir=_entry_folder(),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=False,
    ).serve()


def _entry_folder() -> Path:
    """Where ``wsgi.py`` is: beside the package, in a checkout as in an installation."""
    return Path(__file__).resolve().parents[2]
