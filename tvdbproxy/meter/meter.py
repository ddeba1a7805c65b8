"""What is told, and to whom."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.meter.events import Event

OK = "ok"
BROKEN = "broken"
"""Outcomes: it went well; it ended in an exception that is none of ours. All others are the
``Kind`` of an error."""


class Meter(Protocol):
    """Whoever counts. Thread-safe, quick, and never an obstacle: neither method raises.

    ``labels`` are those of ``events.SHAPES``, in that order.
    """

    def count(self, event: Event, *labels: str, amount: float = 1) -> None:
        """It happened, so many times or with so many bytes."""

    def took(self, event: Event, *labels: str, seconds: float) -> None:
        """It happened once, is over, and took so long."""


class Silent:
    """A meter for those who have none."""

    def count(self, event: Event, *labels: str, amount: float = 1) -> None:
        """Nobody counts it."""

    def took(self, event: Event, *labels: str, seconds: float) -> None:
        """Nobody counts it."""


SILENT = Silent()


class FanOut:
    """Tells every meter that ``listen`` was called with, in that order."""

    def __init__(self, *meters: Meter) -> None:
        self._meters = meters

    def listen(self, meter: Meter) -> None:
        """From now on this one is told as well. What happened before it has missed."""
        self._meters = (*self._meters, meter)

    def count(self, event: Event, *labels: str, amount: float = 1) -> None:
        """Tell them all."""
        for meter in self._meters:
            meter.count(event, *labels, amount=amount)

    def took(self, event: Event, *labels: str, seconds: float) -> None:
        """Tell them all."""
        for meter in self._meters:
            meter.took(event, *labels, seconds=seconds)


@contextmanager
def timed(meter: Meter, event: Event, *labels: str) -> Iterator[None]:
    """Tell how long the block took, and as the last label its outcome."""
    started, outcome = time.perf_counter(), OK
    try:
        yield
    except TvdbProxyError as error:
        outcome = error.kind.value
        raise
    except BaseException:
        outcome = BROKEN
        raise
    finally:
        meter.took(event, *labels, outcome, seconds=time.perf_counter() - started)
