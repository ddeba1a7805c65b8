"""One stack at a time for each data directory."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tvdbproxy.errors import Conflict

_POLL_SECONDS = 0.1


@contextmanager
def lock_data_dir(data_dir: Path, seconds_for_leftovers: float = 30) -> Iterator[int]:
    """Hold ``data_dir`` with two locks; yields the descriptor of the second.

    ``lock`` is held by this process alone: ``Conflict`` at once when another stack lives.
    ``lock.servers`` is inherited by every process of the stack, and so is free only when
    the last of them has ended: after a stack whose head was killed, its servers need a
    moment, and are waited for.
    """
    with _opened(data_dir / "lock") as own, _opened(data_dir / "lock.servers") as inherited:
        if not _take(own):
            raise _in_use(data_dir, os.pread(own, 20, 0).decode("ascii", "replace"))
        os.ftruncate(own, 0)
        os.pwrite(own, str(os.getpid()).encode(), 0)
        deadline = time.monotonic() + seconds_for_leftovers
        while not _take(inherited):
            if time.monotonic() > deadline:
                raise _in_use(data_dir, "that was killed, and whose servers do not end")
            time.sleep(_POLL_SECONDS)
        yield inherited


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _in_use(data_dir: Path, holder: str) -> Conflict:
    return Conflict(
        f"{data_dir} is in use by another `tvdbproxy up` (process {holder}): "
        "stop it, or choose another directory with --data-dir",
        code="data_dir_in_use",
    )
