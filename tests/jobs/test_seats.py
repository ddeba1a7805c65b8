"""Who waits takes a seat, and there are only so many."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tvdbproxy.errors import Overloaded
from tvdbproxy.jobs.seats import Seats


def test_there_are_as_many_seats_as_were_said() -> None:
    seats = Seats(2, 0)
    with seats.taken(), seats.taken():
        with pytest.raises(Overloaded) as refused, seats.taken():
            pytest.fail("sat on a third seat")
        assert refused.value.retry_after
    with seats.taken(), seats.taken():
        pass


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
