"""A host that keeps failing is given a rest, and asked again with care."""

from __future__ import annotations

from contextlib import suppress
from threading import Barrier, Thread

import pytest

from tests.house.book import Book
from tvdbproxy.errors import UpstreamMissing, UpstreamUnavailable
from tvdbproxy.fetch.breaker import CircuitBreaker
from tvdbproxy.meter.events import Event, Service


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(
        threshold=3, window=60, pause=5, longest_pause=40, probe_seconds=30, clock=clock
    )


def fail(breaker: CircuitBreaker, times: int, site: str = "a:80") -> None:
    for _ in range(times):
        breaker.admit(site)
        breaker.failed(site)


def rest(breaker: CircuitBreaker, site: str = "a:80") -> float | None:
    """Seconds for which the circuit stays open."""
    with pytest.raises(UpstreamUnavailable) as raised:
        breaker.admit(site)
    assert raised.value.code == "upstream_circuit_open"
    return raised.value.retry_after


def test_it_opens_after_failures_in_a_row(breaker: CircuitBreaker) -> None:
    fail(breaker, 3)

    assert rest(breaker) == 5
    breaker.admit("b:80")


def test_fewer_failures_or_a_success_between_them_leave_it_closed(breaker: CircuitBreaker) -> None:
    fail(breaker, 2)
    breaker.succeeded("a:80")
    fail(breaker, 2)

    breaker.admit("a:80")


def test_failures_far_apart_leave_it_closed(breaker: CircuitBreaker, clock: Clock) -> None:
    for _ in range(10):
        fail(breaker, 1)
        clock.now += 40

    breaker.admit("a:80")


def test_one_probe_is_let_through_and_its_success_closes(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    fail(breaker, 3)
    clock.now += 5

    breaker.admit("a:80")
    assert rest(breaker) == 30
    breaker.succeeded("a:80")
    breaker.admit("a:80")
    breaker.admit("a:80")


def test_of_many_threads_one_is_the_probe(breaker: CircuitBreaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 5
    start, admitted = Barrier(30), []

    def knock() -> None:
        start.wait()
        with suppress(UpstreamUnavailable):
            breaker.admit("a:80")
            admitted.append(1)

    threads = [Thread(target=knock) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert admitted == [1]


def test_each_failed_probe_doubles_the_rest_up_to_a_limit(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    fail(breaker, 3)
    rests = []
    for _ in range(5):
        seconds = rest(breaker) or 0
        rests.append(seconds)
        clock.now += seconds
        fail(breaker, 1)

    assert rests == [5, 10, 20, 40, 40]


def test_a_probe_that_never_reports_back_does_not_block_for_ever(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    fail(breaker, 3)
    clock.now += 5
    breaker.admit("a:80")
    clock.now += 30

    breaker.admit("a:80")


def test_a_late_failure_of_an_earlier_request_counts_on(breaker: CircuitBreaker) -> None:
    """Ten threads may have been under way when the circuit opened."""
    for _ in range(10):
        breaker.admit("a:80")
    for _ in range(10):
        breaker.failed("a:80")

    assert rest(breaker) == 5


def test_a_thousand_unknown_hosts_are_forgotten_again(breaker: CircuitBreaker) -> None:
    fail(breaker, 3, "first:80")
    for number in range(1000):
        fail(breaker, 1, f"{number}:80")

    breaker.admit("first:80")


@pytest.mark.proves("F25")
def test_a_failing_host_is_no_longer_asked(serve, fetching, reply, breaker) -> None:
    failing, healthy = serve(reply(status=503)), serve(reply())
    fetcher = fetching(failing, healthy, breaker=breaker)

    codes = []
    for _ in range(6):
        with pytest.raises(UpstreamUnavailable) as raised:
            fetcher.get(failing.url)
        codes.append(raised.value.code)

    assert codes == ["upstream_unavailable"] * 3 + ["upstream_circuit_open"] * 3
    assert len(failing.asked) == 3
    assert fetcher.get(healthy.url).data == b"hello"


@pytest.mark.proves("F25")
def test_a_host_that_recovers_is_asked_again(serve, fetching, reply, breaker, clock) -> None:
    status = [500, 500, 500, 200, 200]
    stub = serve(lambda _: reply(status=status.pop(0)))
    fetcher = fetching(stub, breaker=breaker)
    for _ in range(3):
        with pytest.raises(UpstreamUnavailable):
            fetcher.get(stub.url)

    clock.now += 5

    assert [fetcher.get(stub.url).data for _ in range(2)] == [b"hello", b"hello"]


def test_a_host_without_the_file_is_healthy(serve, fetching, reply, breaker) -> None:
    stub = serve(reply(status=404))
    fetcher = fetching(stub, breaker=breaker)

    for _ in range(6):
        with pytest.raises(UpstreamMissing):
            fetcher.get(stub.url)

    assert len(stub.asked) == 6


def test_a_circuit_is_told_to_open_and_to_close_once(clock: Clock) -> None:
    book = Book()
    breaker = CircuitBreaker(
        threshold=2, pause=5, clock=clock, meter=book, service=Service.PICTURES
    )
    fail(breaker, 2)
    breaker.failed("a:80")
    clock.now += 6
    fail(breaker, 1)  # the probe
    assert book.counted == {(Event.CIRCUIT, "pictures", "opened"): 1}
    clock.now += 11
    breaker.admit("a:80")
    breaker.succeeded("a:80")
    breaker.succeeded("a:80")
    assert book.counted[Event.CIRCUIT, "pictures", "closed"] == 1
