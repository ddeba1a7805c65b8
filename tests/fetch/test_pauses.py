"""A host that says 429 is left alone; others are not."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import UpstreamLimited
from tvdbproxy.fetch.pauses import Pauses


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pauses(clock: Clock) -> Pauses:
    return Pauses(clock)


def _left(pauses: Pauses, site: str) -> float | None:
    with pytest.raises(UpstreamLimited) as raised:
        pauses.check(site)
    return raised.value.retry_after


def test_a_pause_tells_what_remains_of_it_and_ends(pauses: Pauses, clock: Clock) -> None:
    pauses.pause("a:80", 30)

    assert _left(pauses, "a:80") == 30
    clock.now += 20
    assert _left(pauses, "a:80") == 10
    clock.now += 10
    pauses.check("a:80")


def test_a_pause_is_about_one_host(pauses: Pauses) -> None:
    pauses.pause("a:80", 30)

    pauses.check("b:80")
    pauses.check("a:81")


@pytest.mark.proves("F24")
def test_a_pause_is_never_longer_than_an_hour(pauses: Pauses) -> None:
    pauses.pause("a:80", 10**9)

    assert _left(pauses, "a:80") == 3600


def test_a_shorter_wish_does_not_shorten_a_pause(pauses: Pauses) -> None:
    pauses.pause("a:80", 100)
    pauses.pause("a:80", 1)

    assert _left(pauses, "a:80") == 100


@pytest.mark.proves("F24")
@pytest.mark.parametrize("value", ["30", "-1", "999999", "Fri, 31 Dec 2100 00:00:00 GMT", None])
def test_the_fetcher_asks_a_limiting_host_once_and_other_hosts_on(
    serve, fetching, reply, value: str | None
) -> None:
    headers = {} if value is None else {"Retry-After": value}
    limiting, willing = serve(reply(status=429, headers=headers)), serve(reply())
    fetcher = fetching(limiting, willing)

    for _ in range(3):
        with pytest.raises(UpstreamLimited) as raised:
            fetcher.get(limiting.url)
        assert 0 < (raised.value.retry_after or 0) <= 3600

    assert len(limiting.asked) == 1
    assert fetcher.get(willing.url).data == b"hello"


def test_fetchers_that_share_pauses_are_polite_together(serve, fetching, reply) -> None:
    stub, pauses = serve(reply(status=429, headers={"Retry-After": "60"})), Pauses()

    for _ in range(2):
        with pytest.raises(UpstreamLimited):
            fetching(stub, pauses=pauses).get(stub.url)

    assert len(stub.asked) == 1
