"""Single flight in one process: however many ask for the same thing, it is made once.

A failure is shared as well, for a moment: two hundred clients on one broken picture are
one attempt, not two hundred in a row.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tvdbproxy.errors import Overloaded, TvdbProxyError
from tvdbproxy.jobs.seats import Seats

T = TypeVar("T")

_STANDING_SECONDS = 2.0


@dataclass
class _Flight(Generic[T]):
    done: threading.Event = field(default_factory=threading.Event)
    value: T | None = None
    error: TvdbProxyError | None = None
    forget_at: float = float("inf")


class Once(Generic[T]):
    """Whoever makes something, and whoever waits for it, takes one of the ``seats``; who finds
    none hears ``Overloaded``, instead of piling up. That passes by itself, and is no failure
    that is remembered."""

    def __init__(self, seats: Seats, failure_seconds: float = 5) -> None:
        self._seats = seats
        self._failure_seconds = failure_seconds
        self._flights: dict[str, _Flight[T]] = {}
        self._lock = threading.Lock()

    def do(self, name: str, make: Callable[[], T], wait_seconds: float = 30) -> T:
        """The value of ``make``, called by whoever comes first. Raises what it raised."""
        with self._lock:
            flight = self._under_way(name)
        if flight is not None:
            self._join(flight, wait_seconds)
        else:
            with self._seats.taken():
                flight, first = self._board(name)
                if first:
                    self._fly(name, flight, make)
                elif not flight.done.wait(wait_seconds):
                    raise _busy()
        if flight.error is not None:
            # Many raise the same error, and each would add its frames to it.
            raise flight.error.with_traceback(None)
        assert flight.value is not None
        return flight.value

    def _join(self, flight: _Flight[T], wait_seconds: float) -> None:
        """Wait for a flight of somebody else's; standing, if no seat is free, for a moment."""
        if flight.done.is_set():
            return
        try:
            with self._seats.taken(at_once=True):
                landed = flight.done.wait(wait_seconds)
        except Overloaded:
            landed = flight.done.wait(min(wait_seconds, _STANDING_SECONDS))
        if not landed:
            raise _busy()

    def _board(self, name: str) -> tuple[_Flight[T], bool]:
        """The flight to this name, and whether we are its first passenger, who flies it."""
        with self._lock:
            if (flight := self._under_way(name)) is not None:
                return flight, False
            flight = self._flights[name] = _Flight()
            return flight, True

    def _under_way(self, name: str) -> _Flight[T] | None:
        flight = self._flights.get(name)
        return flight if flight is not None and time.monotonic() < flight.forget_at else None

    def _fly(self, name: str, flight: _Flight[T], make: Callable[[], T]) -> None:
        try:
            flight.value = make()
        except TvdbProxyError as error:
            flight.error = error
        except BaseException:
            flight.error = Overloaded("The picture could not be made; try again in a moment.")
            raise
        finally:
            self._land(name, flight)

    def _land(self, name: str, flight: _Flight[T]) -> None:
        with self._lock:
            if flight.error is None or isinstance(flight.error, Overloaded):
                self._flights.pop(name, None)
            else:
                flight.forget_at = time.monotonic() + self._failure_seconds
                self._forget_old()
            flight.done.set()

    def _forget_old(self) -> None:
        moment = time.monotonic()
        for name in [n for n, f in self._flights.items() if f.forget_at <= moment]:
            del self._flights[name]


def _busy() -> Overloaded:
    return Overloaded("The picture takes long to be made; try again shortly.", retry_after=2)
