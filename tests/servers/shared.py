"""One server for all xdist workers of a session, started by the first that needs it.

Users hold a shared lock on one file for as long as they live. The worker that started
the server stops it only when it alone is left: it waits for that file's exclusive lock.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

Facts = dict[str, str]
"""What a user needs to know of the server: addresses, keys."""


def shared_server(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    start: Callable[[Path], tuple[Facts, Callable[[], None]]],
) -> Facts:
    """The facts of the session's ``name`` server.

    ``start`` gets a folder and returns facts and a way to stop. The server is given back
    when pytest ends, outside of any test, since that may have to wait for other workers.
    """
    folder = _session_folder(request, tmp_path_factory) / f"shared-{name}"
    folder.mkdir(exist_ok=True)
    facts_file = folder / "facts.json"
    users = (folder / "users").open("a+")
    with _locked(folder / "changing"):
        fcntl.flock(users, fcntl.LOCK_SH)
        if facts_file.exists():
            request.config.add_cleanup(users.close)
            return _read(facts_file)
        facts, stop = start(folder)
        facts_file.write_text(json.dumps(facts))
    request.config.add_cleanup(lambda: _stop_when_unused(folder, facts_file, users, stop))
    return facts


def worker_name(request: pytest.FixtureRequest) -> str:
    """``gw0``, ``gw1``, ... under xdist, ``main`` without it."""
    workerinput = getattr(request.config, "workerinput", None)
    return str(workerinput["workerid"]) if workerinput else "main"


def _session_folder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    own = tmp_path_factory.getbasetemp()
    return own if worker_name(request) == "main" else own.parent


def _read(facts_file: Path) -> Facts:
    facts: Facts = json.loads(facts_file.read_text())
    return facts


def _stop_when_unused(
    folder: Path, facts_file: Path, users: IO[str], stop: Callable[[], None]
) -> None:
    with _locked(folder / "changing"):
        facts_file.unlink()  # whoever comes now starts another one
    fcntl.flock(users, fcntl.LOCK_EX)
    users.close()
    stop()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
