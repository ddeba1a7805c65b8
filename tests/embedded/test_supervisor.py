"""Reviving and stopping, with real processes."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.embedded.test_process import DEAF, eventually
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.supervisor import Supervisor

TELLS_WHEN_STOPPED = """
import pathlib, signal, sys, time
def stop(signum, frame):
    with open(sys.argv[1], "a") as journal: journal.write(sys.argv[2] + " ")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(said.append)
    yield supervisor
    supervisor.stop(at_once=lambda: True)


def says_up(log: Path) -> bool:
    return "up" in log.read_text()


def program(folder: Path, name: str, code: str, *arguments: str) -> Program:
    argv = (sys.executable, "-c", code, *arguments)
    return Program(name=name, argv=argv, log=folder / f"{name}.log", stop_seconds=20)


def test_a_program_that_was_killed_runs_again(
    tmp_path: Path, supervisor: Supervisor, said: list[str]
) -> None:
    (first,) = supervisor.start(program(tmp_path, "worker", "import time; time.sleep(60)"))
    os.kill(first.pid, signal.SIGKILL)
    eventually(lambda: first.exit_code() is not None)

    def runs_again() -> bool:
        supervisor.revive()
        return [p.pid for p in supervisor.running()] not in ([], [first.pid])

    eventually(runs_again)
    assert "worker was ended by SIGKILL" in said[0]
    assert str(tmp_path / "worker.log") in said[0]


def test_a_program_that_keeps_dying_is_told_of_twice_and_never_given_up(
    tmp_path: Path, said: list[str]
) -> None:
    clock = itertools.count(0, 31)  # every look is later than the longest pause
    supervisor = Supervisor(said.append, clock=lambda: float(next(clock)))
    starts = tmp_path / "starts"
    starts.touch()
    code = f"open({str(starts)!r}, 'a').write('x'); raise SystemExit('no luck')"
    supervisor.start(program(tmp_path, "worker", code))

    def died_often() -> bool:
        supervisor.revive()
        time.sleep(0.01)
        return len(starts.read_text()) >= 7

    eventually(died_often)
    supervisor.stop(at_once=lambda: True)
    assert len(said) == 2
    assert "worker keeps dying" in said[1]
    assert "no luck" in said[1]


def test_stages_stop_in_reverse_and_each_before_the_next(
    tmp_path: Path, supervisor: Supervisor
) -> None:
    journal = tmp_path / "journal"
    for name in ("s3", "worker", "web"):
        supervisor.start(program(tmp_path, name, TELLS_WHEN_STOPPED, str(journal), name))
        eventually(partial(says_up, tmp_path / f"{name}.log"))
    supervisor.stop(at_once=lambda: False)
    assert journal.read_text() == "web worker s3 "


def test_an_impatient_stop_kills_at_once(tmp_path: Path, supervisor: Supervisor) -> None:
    (process,) = supervisor.start(program(tmp_path, "deaf", DEAF))
    eventually(lambda: "deaf" in (tmp_path / "deaf.log").read_text())
    supervisor.stop(at_once=lambda: True)
    assert process.exit_code() == -signal.SIGKILL
