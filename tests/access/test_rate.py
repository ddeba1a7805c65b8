"""How often a caller may do something."""

from __future__ import annotations

import socket
import time

import pytest
import redis

from tvdbproxy.access.rate import RateLimit, rule_of
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.errors import ConfigurationError, RateLimited


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "memory":
        return "memory://"
    server: RunningRedis = request.getfixturevalue("redis_server")
    with redis.Redis.from_url(server.url) as client:
        client.flushall()
    return server.url


def test_one_too_many_is_refused_with_the_time_to_wait(url: str) -> None:
    limit = RateLimit("3/hour", url, "sync")
    for _ in range(3):
        limit.hit("ada")
    with pytest.raises(RateLimited) as caught:
        limit.hit("ada")
    assert caught.value.retry_after is not None
    assert 1 <= caught.value.retry_after <= 3600


def test_everybody_has_a_count_of_their_own(url: str) -> None:
    limit = RateLimit("1/hour", url, "sync")
    limit.hit("ada")
    limit.hit("ines")


def test_every_kind_of_thing_has_a_count_of_its_own(url: str) -> None:
    RateLimit("1/hour", url, "sync").hit("ada")
    RateLimit("1/hour", url, "cleanup").hit("ada")


@pytest.mark.proves("F43")
def test_a_clock_that_is_set_back_shuts_nobody_out(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = RateLimit("2/minute", url, "sync")
    real = time.time
    with monkeypatch.context() as ahead:
        ahead.setattr(time, "time", lambda: real() + 3600)
        for _ in range(2):
            limit.hit("ada")
        with pytest.raises(RateLimited):
            limit.hit("ada")
    for _ in range(3):
        limit.hit("ada")
    with pytest.raises(RateLimited):
        limit.hit("ada")


def test_processes_count_together(redis_server: RunningRedis) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    RateLimit("1/hour", redis_server.url, "sync").hit("ada")
    with pytest.raises(RateLimited):
        RateLimit("1/hour", redis_server.url, "sync").hit("ada")


def test_where_nobody_can_count_nothing_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        limit = RateLimit("1/hour", f"redis://127.0.0.1:{taken.getsockname()[1]}/0", "sync")
        for _ in range(3):
            limit.hit("ada")


@pytest.mark.parametrize("rule", ["", "x", "10", "-1/minute", "ten/minute", "5 per fortnight"])
def test_a_rule_that_is_none_is_refused_by_its_variable(rule: str) -> None:
    with pytest.raises(ConfigurationError, match="SYNC_RATE_LIMIT"):
        RateLimit(rule, "memory://", "sync")
    with pytest.raises(ConfigurationError, match="LOGIN_RATE_LIMIT"):
        rule_of(rule, "LOGIN_RATE_LIMIT")
