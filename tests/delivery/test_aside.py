"""Work beside an answer: once at a time, bounded, and no accident ends it."""

from __future__ import annotations

import logging
import threading

import pytest

from tests.house.waiting import eventually
from tvdbproxy.delivery.aside import Aside
from tvdbproxy.errors import Unavailable


def test_it_is_done_one_after_the_other_in_the_order_asked() -> None:
    aside, done = Aside(), list[int]()
    for number in range(5):
        assert aside.do(str(number), lambda number=number: done.append(number))
    assert aside.settle(20)
    assert done == [0, 1, 2, 3, 4]
    aside.close()


def test_what_is_under_way_is_not_begun_again_and_too_much_is_left_undone() -> None:
    aside, go_on = Aside(most=2), threading.Event()
    assert aside.do("a", lambda: go_on.wait(20) and None)
    assert not aside.do("a", lambda: None)
    assert aside.do("b", lambda: None)
    assert not aside.do("c", lambda: None)
    go_on.set()
    assert aside.settle(20)
    assert aside.do("a", lambda: None)
    assert aside.settle(20)
    aside.close()


def test_a_failure_is_logged_and_the_next_is_done(caplog: pytest.LogCaptureFixture) -> None:
    aside, done = Aside(), list[int]()

    def fail() -> None:
        raise Unavailable("Away.", code="away")

    with caplog.at_level(logging.WARNING):
        aside.do("bad", fail)
        aside.do("good", lambda: done.append(1))
        assert aside.settle(20)
    assert done == [1]
    assert "bad: away" in caplog.text
    aside.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_accident_ends_the_thread_and_the_next_errand_has_a_new_one() -> None:
    aside, done = Aside(), list[int]()

    def break_() -> None:
        raise ZeroDivisionError

    aside.do("bad", break_)
    assert aside.settle(20)
    thread = aside._thread
    assert thread is not None
    thread.join(20)
    assert aside.do("good", lambda: done.append(1))
    assert aside.settle(20)
    assert done == [1]
    aside.close()


def test_closed_it_begins_nothing_more_and_its_thread_ends() -> None:
    aside, go_on, done = Aside(), threading.Event(), list[int]()
    aside.do("a", lambda: go_on.wait(20) and None)
    eventually(lambda: not aside._waiting)
    aside.do("b", lambda: done.append(1))
    aside.close()
    go_on.set()
    assert aside._thread is not None
    aside._thread.join(20)
    assert not aside._thread.is_alive()
    assert (done, aside.do("c", lambda: None)) == ([], False)
