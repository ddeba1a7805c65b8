"""What is told to meters, and when they hear of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.house.book import Book
from tests.house.waiting import eventually
from tvdbproxy.errors import NotFound
from tvdbproxy.meter.deferred import Deferred
from tvdbproxy.meter.events import SHAPES, Event
from tvdbproxy.meter.meter import BROKEN, OK, FanOut, timed


def test_every_listener_is_told_all_from_then_on() -> None:
    early, late = Book(), Book()
    meter = FanOut(early)
    meter.count(Event.REFUSAL, "overloaded")
    meter.listen(late)
    meter.count(Event.REFUSAL, "overloaded", amount=2)
    meter.took(Event.WAIT, "images", seconds=3)
    assert early.counted == {("refusal", "overloaded"): 3}
    assert late.counted == {("refusal", "overloaded"): 2}
    assert early.timed == late.timed == [(("wait", "images"), 3)]


@pytest.mark.parametrize(
    ("error", "outcome"), [(None, OK), (NotFound("No."), "not_found"), (KeyError(), BROKEN)]
)
def test_an_outcome_is_the_kind_of_the_error(error: Exception | None, outcome: str) -> None:
    book = Book()

    def work() -> None:
        with timed(book, Event.STAGE, "artwork", "fetch"):
            if error is not None:
                raise error

    if error is None:
        work()
    else:
        with pytest.raises(type(error)):
            work()
    assert [labels for labels, _ in book.timed] == [("stage", "artwork", "fetch", outcome)]


def test_what_is_deferred_is_told_once_whoever_settles() -> None:
    book = Book()
    deferred = Deferred(book, seconds=3600)
    barrier = threading.Barrier(4)

    def tell(number: int) -> None:
        barrier.wait()
        for _ in range(1000):
            deferred.count(Event.REFUSAL, str(number % 2))
            if number == 3:
                deferred.settle()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(tell, range(4)))
    deferred.close()
    assert book.counted == {("refusal", "0"): 2000, ("refusal", "1"): 2000}


def test_what_is_deferred_is_told_although_nobody_settles() -> None:
    book = Book()
    deferred = Deferred(book, seconds=0.01)
    deferred.count(Event.REFUSAL, "overloaded")
    eventually(lambda: book.counted == {("refusal", "overloaded"): 1})
    deferred.close()


def test_what_was_measured_or_is_many_is_told_at_once() -> None:
    book = Book()
    deferred = Deferred(book, seconds=3600)
    deferred.took(Event.WAIT, "images", seconds=1)
    deferred.count(Event.MADE_BYTES, "artwork", "webp", amount=512)
    assert book.timed == [(("wait", "images"), 1)]
    assert book.counted == {("made_bytes", "artwork", "webp"): 512}


def test_every_event_has_a_shape_whose_times_go_by_its_own_labels() -> None:
    assert set(SHAPES) == set(Event)
    for shape in SHAPES.values():
        assert set(shape.timed_by or ()) <= set(shape.labels)
