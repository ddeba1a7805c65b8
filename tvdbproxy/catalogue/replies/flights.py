"""Single flight: however many ask the same question, upstream hears it once.

A flight has a thread of its own, so that whoever has waited long enough can be answered
from what we hold while the flight goes on. Both the flights and those who wait for one are
limited: a dead upstream must leave threads for all that needs no upstream.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from tvdbproxy.errors import Overloaded, TvdbProxyError, UpstreamTimeout, UpstreamUnavailable
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.jobs.under_way import UnderWay, outcome

log = logging.getLogger(__name__)

T = TypeVar("T")

Fly = Callable[[Callable[[T], None]], T]
"""What a flight does. It may let those who wait go ahead with the outcome, by the function
that it is given, and see to the rest after that."""


class Flights(Generic[T]):
    """Thread-safe; one per process. ``lanes`` flights at a time; who waits for one takes one of
    the ``seats``.

    Who finds all lanes taken waits ``patience_seconds`` for one. A failure is shared for
    ``failure_seconds`` with those who ask next.
    """

    def __init__(
        self,
        lanes: int,
        seats: Seats,
        *,
        patience_seconds: float = 1,
        failure_seconds: float = 5,
    ) -> None:
        self.under_way: UnderWay[T] = UnderWay(seats, patience_seconds, failure_seconds)
        self._lanes = threading.BoundedSemaphore(lanes)
        self._seats = seats
        self._patience_seconds = patience_seconds

    def ask(self, name: str, fly: Fly[T], seconds: float) -> T:
        """The outcome of the flight under way, or of a new one. Raises what the flight raised,
        also a moment ago, ``UpstreamTimeout`` after ``seconds``, and ``UpstreamUnavailable``
        where too many wait already."""
        flight = self._boarded(name, fly, 0)
        try:
            if flight is not None:
                landed = self.under_way.has_landed(flight, seconds)
            else:
                with self._seats.taken():
                    flight = self._boarded(name, fly, self._patience_seconds)
                    if flight is None:
                        raise _busy()
                    landed = self.under_way.has_landed(flight, seconds)
        except Overloaded as error:
            raise _busy() from error
        if not landed:
            raise UpstreamTimeout(
                "TheTVDB has not answered yet; try again in a moment.", retry_after=5
            )
        return outcome(flight)

    def begin(self, name: str, fly: Fly[T]) -> Future[T]:
        """The flight under way, or a new one. Raises the failure of a moment ago, and
        ``UpstreamUnavailable`` where no lane is free."""
        flight = self._boarded(name, fly, 0)
        if flight is None:
            raise _busy()
        return flight

    def _boarded(self, name: str, fly: Fly[T], patience: float) -> Future[T] | None:
        """``None`` where no lane comes free."""
        if (flight := self.under_way.look(name)) is not None:
            return flight
        if not self._lanes.acquire(timeout=patience):
            return None
        first = False
        try:
            flight, first = self.under_way.board(name)
        finally:
            if not first:  # somebody took off, or crashed, while we waited for a lane
                self._lanes.release()
        return self._take_off(name, flight, fly) if first else flight

    def _take_off(self, name: str, flight: Future[T], fly: Fly[T]) -> Future[T]:
        pilot = threading.Thread(
            target=self._fly, args=(name, flight, fly), name="upstream", daemon=True
        )
        try:
            pilot.start()
        except RuntimeError as error:  # the machine has no thread left
            self._land(name)
            flight.set_exception(error)
            raise _busy() from error
        return flight

    def close(self, seconds: float) -> None:
        """Wait for those under way, so that none is cut off while it writes what it has."""
        self.under_way.settle(seconds)

    def _fly(self, name: str, flight: Future[T], fly: Fly[T]) -> None:
        """Whatever happens, those who wait hear of it."""
        try:
            value = fly(flight.set_result)
        except Exception as error:
            if not isinstance(error, TvdbProxyError):
                log.exception("asking for %s failed", name)
            self._land(name, None if flight.done() else error)
            if not flight.done():
                flight.set_exception(error)
        else:
            self._land(name)
            if not flight.done():
                flight.set_result(value)

    def _land(self, name: str, error: Exception | None = None) -> None:
        self.under_way.land(name, error)
        self._lanes.release()


def _busy() -> UpstreamUnavailable:
    """It is upstream that keeps them waiting, and not the client that asks too often."""
    return UpstreamUnavailable(
        "Too many questions to TheTVDB wait at the moment; try again shortly.",
        code="upstream_busy",
        retry_after=2,
    )
