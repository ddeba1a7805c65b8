"""Sending messages: by name, and never an exception."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import dramatiq
import pytest
import redis

from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.jobs.broker import open_broker
from tvdbproxy.jobs.queue import ACTORS, CATALOGUE, IMAGES, Queue


@pytest.fixture(params=["memory", "redis"])
def queue(request: pytest.FixtureRequest) -> Iterator[Queue]:
    url = "memory://"
    if request.param == "redis":
        server: RunningRedis = request.getfixturevalue("redis_server")
        url = server.url
        with redis.Redis.from_url(url) as client:
            client.flushall()
    opened = Queue(open_broker(url))
    yield opened
    opened.broker.close()


@pytest.fixture
def unreachable() -> Iterator[Queue]:
    """A queue on a port that nobody listens on, and nobody else can take."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        opened = Queue(open_broker(f"redis://127.0.0.1:{taken.getsockname()[1]}/0"))
        yield opened
        opened.broker.close()


@pytest.fixture
def silent() -> Iterator[Queue]:
    """A queue on a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        opened = Queue(open_broker(f"redis://127.0.0.1:{listening.getsockname()[1]}/0"))
        yield opened
        opened.broker.close()


@pytest.mark.parametrize("actor", ACTORS)
def test_a_message_waits_in_the_queue_of_its_actor(queue: Queue, actor: str) -> None:
    assert queue.send(actor)
    waiting = {name: queue.waiting(name) for name in set(ACTORS.values())}
    assert waiting == dict.fromkeys(waiting, 0) | {ACTORS[actor]: 1}


def test_a_worker_gets_the_values_that_were_sent(queue: Queue) -> None:
    """The message is made by name; whoever sends need not know the function."""
    got: list[tuple[object, ...]] = []

    def refresh_title(*values: object) -> None:
        got.append(values)

    dramatiq.Actor(
        refresh_title, broker=queue.broker, actor_name="refresh_title", queue_name=CATALOGUE,
        priority=0, options={},
    )  # fmt: skip
    worker = dramatiq.Worker(queue.broker, worker_threads=1, worker_timeout=50)
    worker.start()
    try:
        assert queue.send("refresh_title", "series", 910001)
        queue.broker.join(CATALOGUE, timeout=10_000)
        worker.join()
    finally:
        worker.stop()
    assert got == [("series", 910001)]


def test_a_message_may_be_sent_for_later(queue: Queue) -> None:
    assert queue.send("process_artwork", 1, delay_seconds=60)
    assert queue.waiting(IMAGES) == 0


def test_a_queue_that_answers_is_well(queue: Queue) -> None:
    queue.ping()


def test_only_actors_can_be_asked_for(queue: Queue) -> None:
    with pytest.raises(KeyError):
        queue.send("format_disk")


@pytest.mark.proves("F3")
def test_a_queue_that_is_away_takes_nothing_and_raises_nothing(unreachable: Queue) -> None:
    assert unreachable.send("reconcile") is False
    assert unreachable.send("process_artwork", 1, delay_seconds=2) is False
    assert unreachable.waiting(IMAGES) is None
    with pytest.raises(redis.RedisError):
        unreachable.ping()


@pytest.mark.proves("F3")
@pytest.mark.timeout(10)
def test_a_queue_that_is_silent_holds_nobody_up(silent: Queue) -> None:
    """Two questions within ten seconds; with the client's own patience it is minutes."""
    assert silent.send("reconcile") is False
    assert silent.waiting(IMAGES) is None


@pytest.mark.proves("F6")
def test_a_queue_that_is_full_takes_nothing_and_raises_nothing(redis_server: RunningRedis) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        queue = Queue(open_broker(redis_server.url))
        client.config_set("maxmemory", "1")
        try:
            assert queue.send("reconcile") is False
        finally:
            client.config_set("maxmemory", "0")
        assert queue.send("reconcile")
        queue.broker.close()


@pytest.mark.proves("F6")
@pytest.mark.parametrize(
    ("policy", "limit", "warned"),
    [
        ("allkeys-lru", "100mb", True),
        ("allkeys-random", "100mb", True),
        ("allkeys-lru", "0", False),  # never full
        ("volatile-lru", "100mb", False),  # drops what has an end anyway, and messages have none
        ("noeviction", "100mb", False),
    ],
)
def test_a_server_that_may_drop_messages_is_told_of(
    redis_server: RunningRedis,
    caplog: pytest.LogCaptureFixture,
    policy: str,
    limit: str,
    warned: bool,
) -> None:
    queue = Queue(open_broker(redis_server.url))
    with redis.Redis.from_url(redis_server.url) as client:
        client.config_set("maxmemory-policy", policy)
        client.config_set("maxmemory", limit)
        try:
            queue.warn_of_eviction()
        finally:
            client.config_set("maxmemory", "0")
            client.config_set("maxmemory-policy", "noeviction")
            queue.broker.close()
    assert [policy in record.getMessage() for record in caplog.records] == [True] * warned


def test_whether_a_server_that_is_away_may_drop_messages_is_not_known(
    unreachable: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    unreachable.warn_of_eviction()
    (line,) = (record.getMessage() for record in caplog.records)
    assert line.startswith("the queue is away")


def test_a_connection_that_the_server_closed_is_not_noticed(redis_server: RunningRedis) -> None:
    queue = Queue(open_broker(redis_server.url))
    assert queue.send("reconcile")
    with redis.Redis.from_url(redis_server.url) as client:
        client.client_kill_filter(_type="normal", skipme=True)
    assert queue.send("reconcile")
    queue.broker.close()
