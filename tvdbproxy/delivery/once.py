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

from tvdbproxy.delivery.slots import Slots
from tvdbproxy.errors import Overloaded, TvdbProxyError

T = TypeVar("T")


@dataclass
class _Flight(Generic[T]):
    done: threading.Event = field(default_factory=threading.Event)
    value: T | None = None
    error: TvdbProxyError | None = None
    forget_at: float = float("inf")


class Once(Generic[T]):
    """At most ``at_a_time`` different things are made at the same moment, or as many as there
    are slots, which others may share; who comes beyond waits for ``patience_seconds`` and then
    hears ``Overloaded``, instead of piling up."""

    def __init__(
        self, at_a_time: int | Slots, failure_seconds: float = 5, patience_seconds: float = 0
    ) -> None:
        self.slots = Slots(at_a_time) if isinstance(at_a_time, int) else at_a_time
        self._failure_seconds = failure_seconds
        self._patience_seconds = patience_seconds
        self._flights: dict[str, _Flight[T]] = {}
        self._lock = threading.Lock()

    def do(self, name: str, make: Callable[[], T], wait_seconds: float = 30) -> T:
        """The value of ``make``, called by whoever comes first. Raises what it raised."""
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

    def _board(self, name: str) -> tuple[_Flight[T], bool]:
        """The flight to this name, and whether we are its first passenger, who flies it."""
        with self._lock:
            if (flight := self._under_way(name)) is not None:
                return flight, False
        if not self.slots.acquire(timeout=self._patience_seconds):
            raise _busy()
        with self._lock:
            if (flight := self._under_way(name)) is not None:
                self.slots.release()  # somebody took off while we waited for a place
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
            self.slots.release()
            self._land(name, flight)

    def _land(self, name: str, flight: _Flight[T]) -> None:
        with self._lock:
            if flight.error is None:
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
    return Overloaded(
        "Too many pictures are being made at the moment; try again shortly.", retry_after=2
    )
