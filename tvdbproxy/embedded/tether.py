"""Run a program that is told to stop when its parent dies, however the parent dies.

``python tether.py PARENT_PID PROGRAM ARGUMENT...`` asks the kernel (Linux) to send
SIGTERM as soon as the parent is gone, and then becomes the program: same process,
same pid, nothing in between. It is a program of its own rather than a ``preexec_fn``
because running Python between fork and exec may deadlock in a process with threads.
Uses the standard library alone, so that it starts in a few milliseconds.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    parent, program = int(arguments[0]), arguments[1:]
    if sys.platform == "linux":
        _ask_for_sigterm_when_parent_dies()
    if os.getppid() != parent:  # it died before we could ask
        sys.exit(1)
    try:
        os.execvp(program[0], program)  # noqa: S606 - the very purpose of this file
    except OSError as error:
        sys.exit(f"{program[0]}: {error.strerror}")


def _ask_for_sigterm_when_parent_dies() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main(sys.argv[1:])
