"""Who waits takes a seat, and there are only so many."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tvdbproxy.errors import Overloaded
from tvdbproxy.jobs.seats import Seats


def refused(seats: Seats) -> bool:
    """Whether another thread finds no seat."""

    def sit() -> bool:
        try:
            with seats.taken(at_once=True):
                return False
        except Overloaded as error:
            return bool(error.retry_after)

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(sit).result()


@contextmanager
def somebody_on(seats: Seats) -> Iterator[None]:
    """Another thread has a seat."""
    sat, go = threading.Event(), threading.Event()

    def sit() -> None:
        with seats.taken():
            sat.set()
            go.wait(20)

    with ThreadPoolExecutor(1) as threads:
        sitting = threads.submit(sit)
        assert sat.wait(20)
        yield
        go.set()
        sitting.result()


def test_there_are_as_many_seats_as_were_said() -> None:
    seats = Seats(2, 0)
    with somebody_on(seats):
        assert not refused(seats)
        with seats.taken():
            assert refused(seats)
        assert not refused(seats)


def test_who_has_a_seat_needs_no_other() -> None:
    seats = Seats(1, 0)
    with seats.taken():
        with seats.taken(), seats.taken():
            assert refused(seats)
        assert refused(seats)
    assert not refused(seats)


def test_a_part_has_no_more_seats_than_are_left_of_the_whole() -> None:
    whole = Seats(2, 0)
    part, other = Seats(2, 0, within=whole), Seats(1, 0, within=whole)
    with somebody_on(whole), part.taken():
        assert refused(part)
        assert refused(other)
        assert refused(whole)
    assert not refused(part)
    with other.taken():
        assert refused(other)
        assert not refused(part)


def test_a_seat_comes_free_whatever_happens_on_it() -> None:
    seats = Seats(1, 0)
    with pytest.raises(ZeroDivisionError), seats.taken():
        raise ZeroDivisionError
    with seats.taken():
        pass


def test_who_is_patient_gets_the_next_one() -> None:
    seats, go = Seats(1, 20), threading.Event()

    def sit() -> None:
        with seats.taken():
            go.wait(20)

    with ThreadPoolExecutor(2) as threads:
        sitting = [threads.submit(sit) for _ in range(2)]
        with pytest.raises(Overloaded), seats.taken(at_once=True):
            pytest.fail("sat on somebody else")
        go.set()
        for one in sitting:
            one.result()
