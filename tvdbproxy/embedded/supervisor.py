"""Keeps programs running: starts them in stages, revives the dead, stops them in reverse."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program

_POLL_SECONDS = 0.05
_LONG_LIFE_SECONDS = 60.0
_LONGEST_PAUSE_SECONDS = 30.0
_DEATHS_WORTH_TELLING = 5


@dataclass
class Watched:
    """One program, its present process, and how it has been doing."""

    process: Process
    deaths_in_a_row: int = 0
    revive_at: float | None = None


class Supervisor:
    """The processes of one stack, in the order in which they were started."""

    def __init__(
        self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._say, self._clock = say, clock
        self._stages: list[list[Watched]] = []

    def start(self, *programs: Program) -> list[Process]:
        """Start one stage: programs that do not need each other. They are not waited for."""
        stage: list[Watched] = []
        self._stages.append(stage)
        for program in programs:
            stage.append(Watched(Process(program)))
        return [watched.process for watched in stage]

    def revive(self) -> None:
        """Start again whatever has ended, after a pause that doubles with each quick death."""
        for stage in self._stages:
            for watched in stage:
                if watched.revive_at is not None:
                    self._revive_when_due(watched)
                elif watched.process.exit_code() is not None:
                    self._mourn(watched)

    def running(self) -> list[Process]:
        """The processes that run now, in the order in which they were started."""
        processes = [watched.process for stage in self._stages for watched in stage]
        return [process for process in processes if process.exit_code() is None]

    def stop(self, at_once: Callable[[], bool]) -> None:
        """Stop the stages, last one first; kill what is left when ``at_once`` says so."""
        for stage in reversed(self._stages):
            _stop_together([watched.process for watched in stage], at_once)
        self._stages.clear()

    def _mourn(self, watched: Watched) -> None:
        if watched.process.seconds_alive() > _LONG_LIFE_SECONDS:
            watched.deaths_in_a_row = 0
        watched.deaths_in_a_row += 1
        pause = min(0.5 * 2 ** (watched.deaths_in_a_row - 1), _LONGEST_PAUSE_SECONDS)
        watched.revive_at = self._clock() + pause
        if watched.deaths_in_a_row == 1:
            self._say(f"{watched.process.epitaph()}; starting it again")
        elif watched.deaths_in_a_row == _DEATHS_WORTH_TELLING:
            self._say(f"{watched.process.program.name} keeps dying: {watched.process.epitaph()}")

    def _revive_when_due(self, watched: Watched) -> None:
        if watched.revive_at is not None and self._clock() >= watched.revive_at:
            watched.process = Process(watched.process.program)
            watched.revive_at = None


def _stop_together(processes: list[Process], at_once: Callable[[], bool]) -> None:
    for process in processes:
        process.ask_to_stop()
    deadline = time.monotonic() + max((p.program.stop_seconds for p in processes), default=0)
    while any(process.exit_code() is None for process in processes):
        if at_once() or time.monotonic() > deadline:
            break
        time.sleep(_POLL_SECONDS)
    for process in processes:
        process.kill()
