"""What is under way in this process, by name, so that whoever comes next can wait for it.

A failure is shared as well, for a moment: two hundred clients on one broken picture are one
attempt, not two hundred in a row.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, wait
from typing import Generic, TypeVar

from tvdbproxy.errors import Overloaded, TvdbProxyError
from tvdbproxy.jobs.seats import Seats

T = TypeVar("T")


class UnderWay(Generic[T]):
    """Thread-safe. Those who wait take one of the ``seats``; who finds none stands for
    ``standing_seconds``: others may wait for something slower."""

    def __init__(self, seats: Seats, standing_seconds: float, failure_seconds: float) -> None:
        self.flights: dict[str, Future[T]] = {}
        self.failures: dict[str, tuple[float, TvdbProxyError]] = {}
        self._seats = seats
        self._standing_seconds = standing_seconds
        self._failure_seconds = failure_seconds
        self._lock = threading.Lock()

    def look(self, name: str) -> Future[T] | None:
        """The flight of this name, if there is one. Raises the failure of a moment ago."""
        with self._lock:
            return self._look(name)

    def board(self, name: str) -> tuple[Future[T], bool]:
        """The flight of this name, and whether we are its first passenger, who flies it and
        lands it whatever happens. Raises the failure of a moment ago."""
        with self._lock:
            if (flight := self._look(name)) is not None:
                return flight, False
            flight = self.flights[name] = Future()
            return flight, True

    def has_landed(self, flight: Future[T], seconds: float) -> bool:
        """Wait for it, as long as that. Raises ``Overloaded`` for who had to stand."""
        if flight.done():
            return True
        try:
            with self._seats.taken(at_once=True):
                wait([flight], timeout=seconds)
        except Overloaded:
            if wait([flight], timeout=min(seconds, self._standing_seconds)).not_done:
                raise
        return flight.done()

    def settle(self, seconds: float) -> None:
        """Wait until all have landed that are under way now."""
        with self._lock:
            flights = list(self.flights.values())
        wait(flights, timeout=seconds)

    def land(self, name: str, error: BaseException | None = None) -> None:
        """It is over; its passengers are told after this. An overload passes by itself, and is
        no failure that is remembered."""
        moment = time.monotonic()
        with self._lock:
            del self.flights[name]
            self.failures = {n: f for n, f in self.failures.items() if f[0] > moment}
            if isinstance(error, TvdbProxyError) and not isinstance(error, Overloaded):
                self.failures[name] = (moment + self._failure_seconds, error)

    def _look(self, name: str) -> Future[T] | None:
        failure = self.failures.get(name)
        if failure is not None and time.monotonic() < failure[0]:
            raise failure[1].with_traceback(None)
        return self.flights.get(name)


def outcome(flight: Future[T]) -> T:
    """What came of a flight that has landed. Raises what it raised."""
    error = flight.exception(timeout=0)
    if isinstance(error, TvdbProxyError):
        # Many raise the same error, and each would add its frames to it.
        raise error.with_traceback(None)
    return flight.result()
