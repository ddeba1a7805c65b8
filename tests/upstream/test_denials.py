"""Upstream that denies us is asked a few times, then left alone, then asked again."""

from __future__ import annotations

import logging

import pytest

from tvdbproxy.errors import UpstreamDenied, UpstreamMissing
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.upstream.denials import Denials


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(tvdb, clock: Clock):
    policy = FetchPolicy(max_bytes=10_000, total_seconds=10, private_hosts=frozenset({tvdb.site}))
    fetcher = Fetcher(policy)
    yield TvdbClient(tvdb.base_url, "key", "", fetcher, denials=Denials(clock))
    fetcher.close()


def _denied(client: TvdbClient, path: str = "/x") -> UpstreamDenied:
    with pytest.raises(UpstreamDenied) as raised:
        client.get(path)
    return raised.value


@pytest.mark.proves("F23")
@pytest.mark.parametrize(("status", "logins"), [(401, 2), (403, 1)])
def test_after_three_refusals_nothing_is_asked(
    tvdb, client, failure, status: int, logins: int
) -> None:
    tvdb.records["/x"] = failure(status, "no")
    for _ in range(3):
        _denied(client)
    asked = len(tvdb.asked)

    errors = [_denied(client, f"/series/{number}") for number in range(100)]

    assert len(tvdb.asked) == asked
    assert len(tvdb.logins) == logins
    assert {error.retry_after for error in errors} == {60}
    assert len({error.public for error in errors}) == 1


@pytest.mark.proves("F23")
def test_it_is_said_once_how_long_nothing_is_asked(tvdb, client, failure, caplog) -> None:
    tvdb.records["/x"] = failure(403, "no")
    for _ in range(10):
        _denied(client)
    (line,) = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    assert "nothing is asked for 60 seconds" in line


def test_rests_grow_and_an_answer_ends_them(tvdb, client, failure, success, clock) -> None:
    tvdb.records["/x"] = failure(403, "no")
    rests = []
    for _ in range(3):
        _denied(client)
    for _ in range(6):
        rests.append(_denied(client).retry_after)
        clock.now += rests[-1]
        for _ in range(3):
            _denied(client)
    assert rests == [60, 120, 240, 480, 900, 900]

    clock.now += 900
    tvdb.records["/x"] = success(1)
    assert client.get("/x").data == 1
    tvdb.records["/x"] = failure(403, "no")
    for _ in range(3):
        assert _denied(client).retry_after is None


def test_refusals_of_single_records_between_answers_stop_nothing(
    tvdb, client, failure, success
) -> None:
    tvdb.records |= {"/secret": failure(403, "no"), "/open": success(1)}
    for _ in range(5):
        _denied(client, "/secret")
        assert client.get("/open").data == 1


def test_what_is_not_there_is_an_answer(tvdb, client, failure) -> None:
    tvdb.records["/secret"] = failure(403, "no")
    for _ in range(5):
        _denied(client, "/secret")
        with pytest.raises(UpstreamMissing):
            client.get("/nowhere")
