"""What a worker counts, and where it shows it."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import closing
from urllib.error import HTTPError
from urllib.request import urlopen

import dramatiq
import pytest

from tests.house.book import Book
from tests.house.house import OpenHouse
from tests.house.waiting import eventually
from tvdbproxy.errors import Unavailable
from tvdbproxy.jobs.queue import Queue
from tvdbproxy.meter.events import Event
from workers.exposition import show_metrics
from workers.meter import MessageMeter

Work = Callable[[], None]


def away() -> None:
    raise Unavailable("The database is away.")


def broken() -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    ("work", "outcome"), [(lambda: None, "ok"), (away, "unavailable"), (broken, "broken")]
)
def test_a_message_is_told_with_its_outcome_and_how_long_it_waited(
    work: Work, outcome: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "dramatiq")
    book = Book()
    queue = Queue(dramatiq.brokers.stub.StubBroker(middleware=[MessageMeter(book)]))
    dramatiq.Actor(
        work,
        broker=queue.broker,
        actor_name="reconcile",
        queue_name="control",
        priority=0,
        options={},
    )
    queue.send("reconcile")
    worker = dramatiq.Worker(queue.broker, worker_threads=1, worker_timeout=10)
    worker.start()
    try:
        eventually(lambda: len(book.timed) == 2)
    finally:
        worker.stop()
    (waited, seconds), (worked, _) = book.timed
    assert (waited, worked) == (
        (Event.WAIT, "control"),
        (Event.MESSAGE, "reconcile", outcome),
    )
    assert seconds >= 0


def test_a_worker_shows_its_figures_on_a_port_of_its_own(open_house: OpenHouse) -> None:
    port = _free_port()
    services = open_house(metrics_port=port)
    services.meter.took(Event.MESSAGE, "reconcile", "ok", seconds=1)
    close = show_metrics(services)
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            text = answer.read().decode()
        assert 'tvdbproxy_messages_total{actor="reconcile",outcome="ok"} 1.0' in text
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"http://127.0.0.1:{port}/")
    finally:
        close()


def test_a_port_that_is_taken_costs_the_figures_alone(
    open_house: OpenHouse, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        show_metrics(open_house(metrics_port=taken.getsockname()[1]))()
    assert "METRICS_PORT" in caplog.text


def _free_port() -> int:
    with closing(socket.socket()) as drawn:
        drawn.bind(("127.0.0.1", 0))
        return int(drawn.getsockname()[1])
