"""Noticing that somebody wants us to stop, without being interrupted half-way."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopRequest:
    """How often we were asked to stop: once is a wish, twice is an order."""

    def __init__(self) -> None:
        self._times = 0

    def made(self) -> bool:
        return self._times > 0

    def made_again(self) -> bool:
        return self._times > 1

    def note(self, signum: int, frame: FrameType | None) -> None:
        """A signal handler: it only counts, so that nothing is left half done."""
        self._times += 1


@contextmanager
def listen_for_stop_signals() -> Iterator[StopRequest]:
    """Count SIGINT, SIGTERM and, unless it was ignored (``nohup``), SIGHUP."""
    request = StopRequest()
    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signals.append(signal.SIGHUP)
    before = {signum: signal.signal(signum, request.note) for signum in signals}
    try:
        yield request
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
