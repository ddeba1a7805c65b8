"""Single flight: one maker, one result, one failure for a moment."""

from __future__ import annotations

import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.house.waiting import eventually
from tvdbproxy.delivery.once import Once
from tvdbproxy.errors import NotFound, Overloaded
from tvdbproxy.jobs.seats import Seats


def test_many_who_ask_at_once_share_one_making() -> None:
    once: Once[int] = Once(Seats(20, 0))
    made: list[int] = []
    go_on = threading.Event()

    def make() -> int:
        made.append(1)
        go_on.wait(20)
        return 42

    with ThreadPoolExecutor(20) as threads:
        asking = [threads.submit(once.do, "a", make) for _ in range(20)]
        eventually(lambda: made)
        go_on.set()
        assert {one.result() for one in asking} == {42}
    assert len(made) == 1


def test_a_success_is_not_kept() -> None:
    once: Once[int] = Once(Seats(1, 0))
    assert [once.do("a", lambda n=number: n) for number in (1, 2)] == [1, 2]


def test_a_failure_is_shared_for_a_moment_and_forgotten_after_it() -> None:
    once: Once[int] = Once(Seats(1, 0), failure_seconds=3600)
    tried: list[int] = []

    def fail() -> int:
        tried.append(1)
        raise NotFound("Not here.")

    for _ in range(3):
        with pytest.raises(NotFound):
            once.do("a", fail)
    assert len(tried) == 1
    assert once.do("b", lambda: 1) == 1
    short: Once[int] = Once(Seats(1, 0), failure_seconds=0)
    for _ in range(2):
        with pytest.raises(NotFound):
            short.do("a", fail)
    assert len(tried) == 3


def test_a_shared_failure_does_not_grow_with_those_who_hear_of_it() -> None:
    once: Once[int] = Once(Seats(1, 0), failure_seconds=3600)

    def fail() -> int:
        raise NotFound("Not here.")

    frames = []
    for _ in range(5):
        with pytest.raises(NotFound) as caught:
            once.do("a", fail)
        frames.append(len(list(traceback.walk_tb(caught.value.__traceback__))))
    assert frames[-1] == frames[1]


def test_too_many_different_things_are_refused_at_once() -> None:
    once: Once[int] = Once(Seats(1, 0))
    go_on = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        making = threads.submit(once.do, "a", lambda: int(go_on.wait(20)))
        eventually(lambda: once.under_way.flights)
        with pytest.raises(Overloaded) as refused:
            once.do("b", lambda: 1)
        assert refused.value.retry_after
        go_on.set()
        assert making.result() == 1
    assert once.do("b", lambda: 2) == 2  # the place is free again


def test_who_waits_too_long_is_told_to_come_again() -> None:
    once: Once[int] = Once(Seats(2, 0))
    go_on = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        making = threads.submit(once.do, "a", lambda: int(go_on.wait(20)))
        eventually(lambda: once.under_way.flights)
        with pytest.raises(Overloaded):
            once.do("a", lambda: 2, wait_seconds=0.01)
        go_on.set()
        assert making.result() == 1


def test_an_accident_frees_the_place_and_those_who_wait() -> None:
    once: Once[int] = Once(Seats(1, 0), failure_seconds=0)

    def break_() -> int:
        raise ZeroDivisionError

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            once.do("a", break_)
    assert once.do("a", lambda: 1) == 1


def test_an_overload_is_nothing_to_remember() -> None:
    once: Once[int] = Once(Seats(1, 0), failure_seconds=3600)

    def overloaded() -> int:
        raise Overloaded("Busy.")

    with pytest.raises(Overloaded):
        once.do("a", overloaded)
    assert once.do("a", lambda: 1) == 1


def test_who_finds_no_seat_still_gets_what_is_ready_in_a_moment() -> None:
    once: Once[int] = Once(Seats(1, 0))
    go_on = threading.Event()
    with ThreadPoolExecutor(4) as threads:
        making = threads.submit(once.do, "a", lambda: 42 if go_on.wait(20) else 0)
        eventually(lambda: once.under_way.flights)
        standing = [threads.submit(once.do, "a", lambda: 7) for _ in range(3)]
        go_on.set()
        assert [one.result() for one in (making, *standing)] == [42] * 4
