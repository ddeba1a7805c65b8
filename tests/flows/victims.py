"""Worker processes that stop at a stage each, to be killed there."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.flows.conftest import World
from tests.house.processes import CHECKOUT, running
from tests.house.waiting import eventually
from tvdbproxy.artwork.pipeline import Stage


@contextmanager
def victims(world: World, *stages: Stage) -> Iterator[None]:
    """One worker process for each stage, which stops when it is done with it."""
    program = str(CHECKOUT / "tests/flows/pausing_worker.py")
    argv = (program, str(world.folder), *stages)
    environment = world.environment | {"LEASE_SECONDS": "0.5", "WORKER_THREADS": "1"}
    with running(world.folder, "victims", *argv, says="", environment=environment):
        yield


def next_victim(world: World) -> Stage:
    """Wait for one that has come to its stage, kill it there, and say which stage it was."""
    reached = eventually(lambda: _reached(world.folder), why="no victim came to its stage")
    pid, stage = int(reached.read_text()), Stage(reached.name.rpartition("-")[2])
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not _runs(pid), seconds=10)
    reached.rename(reached.with_name(f"killed-{reached.name}"))
    return stage


def _reached(folder: Path) -> Path | None:
    return next((f for f in folder.glob("reached-*") if f.suffix != ".new"), None)


def _runs(pid: int) -> bool:
    """Whether it is more than an entry that its parent has not read."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
