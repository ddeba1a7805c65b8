"""Handing something to another server, which need only say that it has it."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import (
    SourceNotAllowed,
    TooLarge,
    UpstreamBad,
    UpstreamDenied,
    UpstreamGone,
    UpstreamLimited,
    UpstreamMissing,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from tvdbproxy.fetch.breaker import CircuitBreaker
from tvdbproxy.fetch.pauses import Pauses

BODY = b'{"name":"\xc3\xbc"}\n'


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_the_body_goes_as_it_is_and_the_status_comes_back(
    serve, fetching, reply, status: int
) -> None:
    stub = serve(reply(b"", status=status))

    taken = fetching(stub).submit("POST", stub.url + "/hook?a=1", BODY, {"X-Signature": "v1=a"})

    (asked,) = stub.asked
    assert taken == status
    assert (asked.method, asked.path, asked.body) == ("POST", "/hook?a=1", BODY)
    assert asked.headers["x-signature"] == "v1=a"
    assert asked.headers["user-agent"].startswith("tvdbproxy/")


def test_nothing_is_a_body_too(serve, fetching, reply) -> None:
    stub = serve(reply(b""))

    fetching(stub).submit("DELETE", stub.url, b"")

    assert (stub.asked[0].method, stub.asked[0].headers["content-length"]) == ("DELETE", "0")


def test_what_follows_the_headers_is_not_read(serve, fetching) -> None:
    def endless(asked):
        yield b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 999999999999\r\n\r\n"
        while not stub.closing.is_set():
            yield b"x" * 65536

    stub = serve(endless)

    assert fetching(stub, max_bytes=10).submit("POST", stub.url, BODY) == 200


def test_headers_without_end_are_refused(serve, fetching) -> None:
    def endless(asked):
        yield b"HTTP/1.1 200 OK\r\n"
        while not stub.closing.is_set():
            yield b"X-Again: " + b"x" * 60000 + b"\r\n"

    stub = serve(endless)

    with pytest.raises(TooLarge):
        fetching(stub, max_bytes=10).submit("POST", stub.url, BODY)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (304, UpstreamBad),
        (400, UpstreamBad),
        (401, UpstreamDenied),
        (404, UpstreamMissing),
        (410, UpstreamGone),
        (429, UpstreamLimited),
        (500, UpstreamUnavailable),
        (503, UpstreamUnavailable),
    ],
)
def test_any_other_status_is_an_error_that_names_it(
    serve, fetching, reply, status: int, error: type[Exception]
) -> None:
    stub = serve(reply(b"no", status=status, headers={"Retry-After": "77"}))

    with pytest.raises(error) as raised:
        fetching(stub).submit("POST", stub.url, BODY)

    assert raised.value.upstream_status == status
    assert raised.value.retry_after == (77 if status in (429, 500, 503) else None)


@pytest.mark.proves("F33", "S4")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(serve, fetching, reply, status: int) -> None:
    elsewhere = serve(reply())
    stub = serve(reply(b"", status=status, headers={"Location": elsewhere.url}))

    with pytest.raises(UpstreamBad) as raised:
        fetching(stub, elsewhere).submit("POST", stub.url, BODY)

    assert (raised.value.code, raised.value.upstream_status) == ("unexpected_redirect", status)
    assert elsewhere.connections == 0


@pytest.mark.proves("S2", "S3")
@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"])
def test_a_name_that_leads_into_private_networks_is_refused_before_connecting(
    fetching, names, connects, address: str
) -> None:
    fetcher = fetching(resolver=names([address]))

    with pytest.raises(SourceNotAllowed):
        fetcher.submit("POST", "http://hooks.example/", BODY)

    assert connects == []


def test_nothing_is_sent_twice_by_itself(serve, fetching) -> None:
    """A server that hangs up may have done what it was asked."""
    stub = serve([])
    fetcher = fetching(stub)

    for _ in range(2):
        with pytest.raises(UpstreamUnavailable):
            fetcher.submit("POST", stub.url, BODY)

    assert len(stub.asked) == 2


def test_no_connection_is_used_again(serve, fetching, reply) -> None:
    stub = serve(reply(b""), keep_alive=True)
    fetcher = fetching(stub)

    for _ in range(3):
        fetcher.submit("POST", stub.url, BODY)

    assert stub.connections == 3
    assert {asked.headers["connection"] for asked in stub.asked} == {"close"}


@pytest.mark.proves("F26")
def test_a_server_that_says_nothing_is_left_in_time(serve, fetching) -> None:
    def silent(asked):
        stub.closing.wait(30)
        yield b""

    stub = serve(silent)

    with pytest.raises(UpstreamTimeout):
        fetching(stub, total_seconds=0.2).submit("POST", stub.url, BODY)


@pytest.mark.proves("F24")
def test_a_host_that_wants_a_pause_has_it(serve, fetching, reply) -> None:
    stub = serve(reply(b"", status=429, headers={"Retry-After": "60"}))
    fetcher = fetching(stub, pauses=Pauses())

    for _ in range(2):
        with pytest.raises(UpstreamLimited):
            fetcher.submit("POST", stub.url, BODY)

    assert len(stub.asked) == 1


@pytest.mark.proves("F25")
def test_a_host_that_keeps_failing_has_a_rest(serve, fetching, reply) -> None:
    stub = serve(reply(b"", status=500))
    fetcher = fetching(stub, breaker=CircuitBreaker(threshold=2))

    codes = []
    for _ in range(3):
        with pytest.raises(UpstreamUnavailable) as raised:
            fetcher.submit("POST", stub.url, BODY)
        codes.append(raised.value.code)

    assert codes[-1] == "upstream_circuit_open"
    assert len(stub.asked) == 2
