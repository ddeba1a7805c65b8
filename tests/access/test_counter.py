"""Counting by a Redis that answers, is away, is slow, and comes back."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest
import redis
from limits import parse

from tests.house.tcp_proxy import wire_to
from tests.servers.own_redis import OwnRedis
from tvdbproxy.access import counter
from tvdbproxy.access.counter import SharedCounter
from tvdbproxy.embedded.redis_server import RunningRedis

TWO = parse("2/hour")


@pytest.fixture
def url(redis_server: RunningRedis) -> str:
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


@pytest.fixture(params=["memory", "redis"])
def any_url(request: pytest.FixtureRequest) -> str:
    return "memory://" if request.param == "memory" else str(request.getfixturevalue("url"))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the monotonic clock."""
    ahead, real = 0.0, time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + ahead)

    def move(seconds: float) -> None:
        nonlocal ahead
        ahead += seconds

    return move


def test_one_too_many_is_told_how_long_to_wait(any_url: str) -> None:
    counting = SharedCounter(any_url, "things")
    assert [counting.hit(TWO, "ada") for _ in range(2)] == [None, None]
    wait = counting.hit(TWO, "ada")
    assert wait is not None
    assert 1 <= wait <= 3600
    assert counting.hit(TWO, "ines") is None


def test_looking_counts_nothing(any_url: str) -> None:
    counting = SharedCounter(any_url, "things")
    for _ in range(5):
        assert counting.full(TWO, "ada") is None
    for _ in range(2):
        counting.hit(TWO, "ada")
    assert counting.full(TWO, "ada") is not None


def test_processes_count_together_and_each_kind_for_itself(url: str) -> None:
    one, other = SharedCounter(url, "things"), SharedCounter(url, "things")
    assert one.hit(TWO, "ada") is other.hit(TWO, "ada") is None
    assert one.hit(TWO, "ada") is not None
    assert SharedCounter(url, "others").hit(TWO, "ada") is None


def test_what_is_counted_is_forgotten_by_redis(url: str) -> None:
    SharedCounter(url, "things").hit(parse("2/minute"), "ada")
    with redis.Redis.from_url(url) as client:
        kept = list(client.scan_iter())
        assert kept
        assert all(0 < client.ttl(key) <= 120 for key in kept)


def test_while_redis_is_away_this_process_counts(url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        counting = SharedCounter(away, "things")
        assert [counting.hit(TWO, "ada") for _ in range(2)] == [None, None]
        assert counting.hit(TWO, "ada") is not None


@pytest.mark.proves("F6")
def test_a_redis_that_is_full_is_as_good_as_none(own_redis: OwnRedis) -> None:
    counting = SharedCounter(own_redis.url, "things")
    with redis.Redis.from_url(own_redis.url) as client:
        client.config_set("maxmemory", "1")
        assert [counting.hit(TWO, "ada") for _ in range(2)] == [None, None]
        assert counting.hit(TWO, "ada") is not None


@pytest.mark.proves("F7")
def test_a_redis_that_does_not_answer_is_asked_once_in_five_seconds(
    url: str, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[float] = []
    asked = SharedCounter._rest

    def rest(self: SharedCounter, why: str) -> None:
        tried.append(time.monotonic())
        asked(self, why)

    monkeypatch.setattr(SharedCounter, "_rest", rest)
    with wire_to(url) as wire:
        counting = SharedCounter(wire.url, "things")
        wire.gate.clear()
        for _ in range(20):
            counting.hit(TWO, "ada")
        assert len(tried) == 1
        later(counter._REST_SECONDS + 0.1)
        for _ in range(20):
            counting.hit(TWO, "ada")
        assert len(tried) == 2


def test_a_redis_that_answers_slowly_is_left_alone_as_well(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = SharedCounter(url, "things")
    monkeypatch.setattr(counter, "_PATIENCE_SECONDS", 0.0)
    assert counting.hit(TWO, "ada") is None  # this one was counted there
    assert [counting.hit(TWO, "ada") for _ in range(2)] == [None, None]  # and these here
    assert counting.hit(TWO, "ada") is not None


def test_when_redis_is_back_it_counts_again(
    own_redis: OwnRedis, later: Callable[[float], None]
) -> None:
    counting = SharedCounter(own_redis.url, "things")
    counting.hit(TWO, "ada")
    own_redis.kill()
    for _ in range(2):
        counting.hit(TWO, "ines")
    assert counting.hit(TWO, "ines") is not None
    own_redis.start()
    assert counting.hit(TWO, "ines") is not None
    later(counter._REST_SECONDS + 0.1)
    assert counting.hit(TWO, "ines") is None
    assert SharedCounter(own_redis.url, "things").hit(TWO, "ines") is None
    assert counting.hit(TWO, "ines") is not None
