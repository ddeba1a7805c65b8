"""Leaving the queue of new connections to other processes."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def leave_queue(listener: int) -> None:
    """Let this process accept no more connections on a queue that it shares with others.

    Granian stops accepting only when it stops altogether, and what it has just accepted it
    then closes unread. So the queue is taken out of what its event loop waits for. Where
    there is no epoll the old process goes on accepting until it is stopped.
    """
    if sys.platform != "linux":
        return
    for descriptor in _event_loops(listener):
        with select.epoll.fromfd(os.dup(descriptor)) as loop, suppress(FileNotFoundError):
            loop.unregister(listener)


def _event_loops(listener: int) -> Iterator[int]:
    """Descriptors of the epoll instances that wait for this one."""
    for entry in Path("/proc/self/fdinfo").iterdir():
        with suppress(FileNotFoundError):  # listed, and closed since
            lines = entry.read_text().splitlines()
            if any(line.split()[:2] == ["tfd:", str(listener)] for line in lines):
                yield int(entry.name)
