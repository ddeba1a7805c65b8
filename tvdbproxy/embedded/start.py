"""Start programs and wait until they are ready to be used."""

from __future__ import annotations

import time
from collections.abc import Callable

from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program
from tvdbproxy.errors import Unavailable

_POLL_SECONDS = 0.05


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

    Raises ``Unavailable``, whose sentence names the log file, when it ends first or is
    not ready within its time.
    """
    deadline = time.monotonic() + process.program.ready_seconds
    while still_wanted() and not process.is_ready():
        if process.exit_code() is not None:
            raise Unavailable(process.epitaph())
        if time.monotonic() > deadline:
            raise Unavailable(
                f"{process.program.name} was not ready within "
                f"{process.program.ready_seconds:.0f} seconds; see {process.program.log}"
            )
        time.sleep(_POLL_SECONDS)


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
