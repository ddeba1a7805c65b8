"""Single flight in one process: however many ask for the same picture, it is made once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from tvdbproxy.errors import Overloaded, TvdbProxyError
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.jobs.under_way import UnderWay, outcome

T = TypeVar("T")

_STANDING_SECONDS = 2.0


class Once(Generic[T]):
    """Whoever makes something, and whoever waits for it, takes one of the ``seats``; who finds
    none hears ``Overloaded``, instead of piling up."""

    def __init__(self, seats: Seats, failure_seconds: float = 5) -> None:
        self.under_way: UnderWay[T] = UnderWay(seats, _STANDING_SECONDS, failure_seconds)
        self._seats = seats

    def do(self, name: str, make: Callable[[], T], wait_seconds: float = 30) -> T:
        """The value of ``make``, called by whoever comes first. Raises what it raised."""
        flight = self.under_way.look(name)
        if flight is not None:
            return self._joined(flight, wait_seconds)
        with self._seats.taken():
            flight, first = self.under_way.board(name)
            if first:
                self._fly(name, flight, make)
            return self._joined(flight, wait_seconds)

    def _joined(self, flight: Future[T], seconds: float) -> T:
        if not self.under_way.has_landed(flight, seconds):
            raise Overloaded("The picture takes long to be made; try again shortly.", retry_after=2)
        return outcome(flight)

    def _fly(self, name: str, flight: Future[T], make: Callable[[], T]) -> None:
        try:
            value = make()
        except TvdbProxyError as error:
            self._fail(name, flight, error)
        except BaseException:
            broken = Overloaded("The picture could not be made; try again in a moment.")
            self._fail(name, flight, broken)
            raise
        else:
            self.under_way.land(name)
            flight.set_result(value)

    def _fail(self, name: str, flight: Future[T], error: TvdbProxyError) -> None:
        self.under_way.land(name, error)
        flight.set_exception(error)
