"""``serve``, ``worker``, ``scheduler``: the three processes of a deployment."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.wiring import check


@click.command()
@click.option("--host", help="Address to listen on.  [HOST]")
@click.option("--port", type=int, help="Port to listen on.  [PORT]")
def serve(host: str | None, port: int | None) -> None:
    """Run the web server.

    With BROKER_URL=memory:// workers and scheduler run inside it.

    SIGHUP starts new processes with the new code and configuration (but for address, port
    and number of processes). When they are up, the old ones finish what they have begun, and
    no request is lost; if they do not come up, the old ones stay.

    Exits 0 after SIGTERM or SIGINT, 1 if a process dies at its start, 78 if a setting is wrong.
    """
    given = {"host": host, "port": port}
    settings = _checked(**{name: value for name, value in given.items() if value is not None})
    os.environ |= {"HOST": settings.web.host, "PORT": str(settings.web.port)}
    _serve(settings)


@click.command()
def worker() -> None:
    """Run one worker process.

    Run as many as there is work for. On SIGTERM jobs that run may end, the others go back.

    Exits 0 after SIGTERM or SIGINT, 78 if a setting is wrong.
    """
    _checked()
    _become("workers")


@click.command()
def scheduler() -> None:
    """Run the clock that sends recurring work.

    Two of them do the work once.

    Exits 0 after SIGTERM or SIGINT, 78 if a setting is wrong.
    """
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
    from tvdbproxy.web.serving.server import WebServer

    processes = 1 if settings.in_memory else settings.web.web_processes
    with _counting_together(processes):
        WebServer(settings.web, processes, _entry_folder()).serve()


@contextmanager
def _counting_together(processes: int) -> Iterator[None]:
    """A folder in which several processes keep their counters."""
    if processes == 1 or "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="tvdbproxy-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def _entry_folder() -> Path:
    """Where ``wsgi.py`` is: beside the package, in a checkout as in an installation."""
    return Path(__file__).resolve().parents[2]
