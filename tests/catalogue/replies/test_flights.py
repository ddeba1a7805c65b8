"""One flight for many passengers, and room for those who fly nowhere."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.house.waiting import eventually
from tvdbproxy.catalogue.replies.flights import Flights
from tvdbproxy.errors import UpstreamTimeout, UpstreamUnavailable
from tvdbproxy.jobs.seats import Seats

GoAhead = Callable[[int], None]


class Gate:
    """A flight that lasts until it is let down."""

    def __init__(self, value: int = 42) -> None:
        self.value, self.flown = value, 0
        self.open = threading.Event()

    def fly(self, go_ahead: GoAhead) -> int:
        self.flown += 1
        self.open.wait(20)
        return self.value


def flights(lanes: int = 4, waiters: int = 64, **more: float) -> Flights[int]:
    given = {"patience_seconds": 0.0, **more}
    return Flights(lanes, Seats(waiters, given["patience_seconds"]), **given)


def test_however_many_ask_there_is_one_flight() -> None:
    tower, gate = flights(), Gate()
    with ThreadPoolExecutor(40) as threads:
        asking = [threads.submit(lambda: tower.ask("a", gate.fly, 20)) for _ in range(40)]
        eventually(lambda: gate.flown)
        gate.open.set()
        assert {one.result() for one in asking} == {42}
    assert gate.flown == 1


def test_who_has_waited_long_enough_goes_and_the_flight_goes_on() -> None:
    tower, gate = flights(), Gate()
    flight = tower.begin("a", gate.fly)
    with pytest.raises(UpstreamTimeout):
        tower.ask("a", gate.fly, 0.01)
    gate.open.set()
    assert tower.ask("a", gate.fly, 20) == 42
    assert flight.result(20) == 42


def test_there_are_as_many_flights_as_lanes() -> None:
    tower, gate = flights(lanes=2), Gate()
    for name in ("a", "b"):
        tower.begin(name, gate.fly)
    with pytest.raises(UpstreamUnavailable):
        tower.begin("c", gate.fly)
    gate.open.set()
    eventually(lambda: _takes_off(tower, gate))


def test_there_are_as_many_who_wait_as_may() -> None:
    tower, gate = flights(waiters=1), Gate()
    tower.begin("a", gate.fly)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(tower.ask, "a", gate.fly, 20)
        with pytest.raises(UpstreamUnavailable):
            eventually(lambda: tower.ask("a", gate.fly, 0.01) and False)
        gate.open.set()
        assert first.result() == 42
    assert tower.ask("a", gate.fly, 0) == 42


def test_who_finds_all_places_taken_still_hears_of_a_flight_that_lands_soon() -> None:
    tower, slow, quick = flights(waiters=1, patience_seconds=20), Gate(1), Gate(2)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(lambda: tower.ask("slow", slow.fly, 20))
        eventually(lambda: slow.flown)
        second = threads.submit(lambda: tower.ask("quick", quick.fly, 20))
        eventually(lambda: quick.flown)
        quick.open.set()
        assert second.result() == 2
        assert not first.done()
        slow.open.set()
        assert first.result() == 1


def test_a_failure_is_shared_for_a_moment() -> None:
    tower, tried = flights(failure_seconds=3600), []

    def fail(_: GoAhead) -> int:
        tried.append(1)
        raise UpstreamUnavailable("Down.")

    for _ in range(3):
        with pytest.raises(UpstreamUnavailable):
            tower.ask("a", fail, 20)
    assert len(tried) == 1
    assert tower.ask("b", lambda _: 1, 20) == 1


def test_a_failure_is_forgotten_after_that() -> None:
    tower, tried = flights(failure_seconds=0), []

    def fail(_: GoAhead) -> int:
        tried.append(1)
        raise UpstreamUnavailable("Down.")

    for _ in range(2):
        with pytest.raises(UpstreamUnavailable):
            tower.ask("a", fail, 20)
    assert len(tried) == 2


def test_a_shared_failure_does_not_grow_with_those_who_hear_of_it() -> None:
    tower = flights(failure_seconds=3600)

    def fail(_: GoAhead) -> int:
        raise UpstreamUnavailable("Down.")

    lengths = []
    for _ in range(3):
        with pytest.raises(UpstreamUnavailable) as raised:
            tower.ask("a", fail, 20)
        lengths.append(len(traceback.extract_tb(raised.tb)))
    assert lengths[1] == lengths[2]


def test_a_flight_that_crashes_leaves_its_lane_and_those_who_wait_hear_of_it() -> None:
    tower = flights(lanes=1)

    def crash(_: GoAhead) -> int:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        tower.ask("a", crash, 20)
    assert eventually(lambda: _lands(tower)) == 7


def test_those_who_wait_may_go_ahead_of_the_flight() -> None:
    tower, gate = flights(lanes=1), Gate()

    def fly(go_ahead: GoAhead) -> int:
        go_ahead(7)
        return gate.fly(go_ahead)

    assert tower.ask("a", fly, 20) == 7
    assert tower.ask("a", fly, 20) == 7  # the same flight
    assert gate.flown == 1
    gate.open.set()
    assert eventually(lambda: _lands(tower)) == 7


def test_a_flight_that_fails_after_those_who_waited_have_gone_fails_for_nobody() -> None:
    tower = flights(lanes=1, failure_seconds=3600)

    def fly(go_ahead: GoAhead) -> int:
        go_ahead(7)
        raise UpstreamUnavailable("Down.")

    assert tower.ask("a", fly, 20) == 7
    assert eventually(lambda: _lands(tower)) == 7


def test_a_machine_without_threads_is_busy_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    tower = flights(lanes=1)

    def none_left(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as machine:
        machine.setattr(threading.Thread, "start", none_left)
        with pytest.raises(UpstreamUnavailable):
            tower.begin("a", lambda _: 1)
    assert tower.ask("a", lambda _: 2, 20) == 2


def _takes_off(tower: Flights[int], gate: Gate) -> bool:
    try:
        return tower.ask("c", gate.fly, 20) == 42
    except UpstreamUnavailable:
        return False


def _lands(tower: Flights[int]) -> int:
    try:
        return tower.ask("a", lambda _: 7, 20)
    except UpstreamUnavailable:
        return 0
