"""Start programs and wait until they are ready to be used."""

from __future__ import annotations

import time
from collections.abc import Callable

from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program
from tvdbproxy.errors import Unavailable

_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 15.0
_SECONDS_BETWEEN_COMPLAINTS = 1.0


def start_and_wait(program: Program) -> Process:
    """The running, ready program. Raises ``Unavailable`` (nothing left running) otherwise."""
    process = Process(program)
    try:
        wait_until_ready(process)
    except BaseException:
        process.stop()
        raise
    return process


def wait_until_ready(process: Process, still_wanted: Callable[[], bool] = lambda: True) -> None:
    """Return when ``process`` is ready, or as soon as ``still_wanted`` says no.

    Raises ``Unavailable``, whose sentence names the log file, when it ends first, is not
    ready within its time, or says the same about what it lacks for ``_PATIENCE_SECONDS``.
    """
    begun = time.monotonic()
    complaint = Complaint(process.program)
    while still_wanted() and not process.is_ready():
        if process.exit_code() is not None:
            raise Unavailable(process.epitaph())
        complaint.listen()
        waited = time.monotonic() - begun
        if waited > process.program.ready_seconds or complaint.age() > _PATIENCE_SECONDS:
            raise Unavailable(_not_ready(process.program, waited, complaint.sentence))
        time.sleep(_POLL_SECONDS)


class Complaint:
    """What a program says it lacks, and for how long it has said the same."""

    def __init__(self, program: Program) -> None:
        self._ask = program.complaint
        self._since = self._asked_at = time.monotonic()
        self.sentence = ""

    def listen(self) -> None:
        """Ask again, though not more often than once a second."""
        now = time.monotonic()
        if self._ask is None or (
            self.sentence and now - self._asked_at < _SECONDS_BETWEEN_COMPLAINTS
        ):
            return
        sentence = self._ask()
        self._asked_at = time.monotonic()
        if sentence != self.sentence:
            self.sentence, self._since = sentence, self._asked_at

    def age(self) -> float:
        """Seconds; 0 without a complaint."""
        return time.monotonic() - self._since if self.sentence else 0.0


def _not_ready(program: Program, waited: float, complaint: str) -> str:
    lacking = f" ({complaint})" if complaint else ""
    return f"{program.name} was not ready within {waited:.0f} seconds{lacking}; see {program.log}"


def run_to_the_end(program: Program, still_wanted: Callable[[], bool] = lambda: True) -> None:
    """Run a program that ends by itself; stop it when ``still_wanted`` says no.

    Raises ``Unavailable``, whose sentence names the log file, when it fails or hangs.
    """
    process = Process(program)
    deadline = time.monotonic() + program.ready_seconds
    while process.exit_code() is None:
        if not still_wanted():
            process.stop()
            return
        if time.monotonic() > deadline:
            process.stop()
            raise Unavailable(
                f"{program.name} did not end within {program.ready_seconds:.0f} seconds; "
                f"see {program.log}"
            )
        time.sleep(_POLL_SECONDS)
    if process.exit_code() != 0:
        raise Unavailable(process.epitaph())
