"""One process: started so that it cannot outlive us, and stopped for certain."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from tvdbproxy.embedded import tether
from tvdbproxy.embedded.logfile import last_line, open_log
from tvdbproxy.embedded.program import Program

_POLL_SECONDS = 0.02


class Process:
    """A running ``Program``, in a session of its own, so that Ctrl-C reaches only us.

    It gets SIGTERM from the kernel when the *thread* that started it ends, which is why
    it may be started from the main thread alone.
    """

    def __init__(self, program: Program) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("a process may be started from the main thread alone")
        self.program = program
        self.started_at = time.monotonic()
        if program.prepare is not None:
            program.prepare()
        with open_log(program.log) as log:
            self._child = subprocess.Popen(  # noqa: S603 - argv comes from our own tables
                [
                    sys.executable,
                    "-IS",
                    str(Path(tether.__file__)),
                    str(os.getpid()),
                    *program.argv,
                ],
                env={**os.environ, **program.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=program.holds,
            )

    @property
    def pid(self) -> int:
        return self._child.pid

    def exit_code(self) -> int | None:
        """How it ended (negative: the signal that killed it), or None while it runs."""
        if self._child.returncode is None and self._child.poll() is not None:
            self._kill_its_session()  # what it started itself and left behind
        return self._child.returncode

    def is_ready(self) -> bool:
        """Whether it runs and, where it has a check, passes it."""
        if self.exit_code() is not None:
            return False
        return self.program.is_ready is None or self.program.is_ready()

    def seconds_alive(self) -> float:
        return time.monotonic() - self.started_at

    def ask_to_stop(self) -> None:
        """Send the stop signal to the process; what it started itself is its own affair."""
        if self.exit_code() is None:
            self._child.send_signal(self.program.stop_signal)

    def kill(self) -> None:
        """End it now, with everything that it started in its session."""
        if self.exit_code() is None:
            self._kill_its_session()
            self._child.wait()

    def stop(self) -> None:
        """The stop signal, the time that the program is given, then SIGKILL."""
        self.ask_to_stop()
        deadline = time.monotonic() + self.program.stop_seconds
        while self.exit_code() is None and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        self.kill()

    def epitaph(self) -> str:
        """One line on how it ended and where to read more; its last words where it had any."""
        said = "" if self._was_ended_by_a_signal() else last_line(self.program.log)
        return f"{self._how_it_ended()}; see {self.program.log}" + (f" ({said})" if said else "")

    def _was_ended_by_a_signal(self) -> bool:
        """Then what it wrote last has nothing to do with its end."""
        return self._child.returncode is not None and self._child.returncode < 0

    def _how_it_ended(self) -> str:
        code = self._child.returncode
        if code is None:
            return f"{self.program.name} runs"
        if code < 0:
            return f"{self.program.name} was ended by {signal.Signals(-code).name}"
        return f"{self.program.name} ended with exit code {code}"

    def _kill_its_session(self) -> None:
        # Nobody is left (Linux), or nobody but the dead (macOS): then there is nothing to do.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)
