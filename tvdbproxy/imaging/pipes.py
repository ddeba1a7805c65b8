"""Pipes to a process that may never answer: every wait has a deadline."""

from __future__ import annotations

import os
import select
import time

_CHUNK = 1 << 20


def send(descriptor: int, data: bytes, deadline: float) -> None:
    """Write everything to a non-blocking pipe.

    ``deadline`` is in ``time.monotonic`` seconds. Raises ``TimeoutError`` past it and
    ``BrokenPipeError`` where the reader is gone.
    """
    rest = memoryview(data)
    while rest:
        _wait(descriptor, select.POLLOUT, deadline)
        try:
            rest = rest[os.write(descriptor, rest[:_CHUNK]) :]
        except BlockingIOError:
            continue


def receive(descriptor: int, length: int, deadline: float) -> bytes:
    """Read exactly ``length`` bytes from a non-blocking pipe.

    Raises ``TimeoutError`` past the deadline and ``EOFError`` where the writer is gone.
    """
    buffer = bytearray(length)
    rest = memoryview(buffer)
    while rest:
        _wait(descriptor, select.POLLIN, deadline)
        try:
            count = os.readv(descriptor, [rest[:_CHUNK]])
        except BlockingIOError:
            continue
        if not count:
            raise EOFError(f"{len(rest)} of {length} bytes missing")
        rest = rest[count:]
    return bytes(buffer)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(descriptor, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TimeoutError
