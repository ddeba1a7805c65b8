"""Time and bytes are bounded, however the other server spends them."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import (
    UpstreamTimeout,
)


def drip(stub_closing, piece: bytes):
    """One piece after another, each soon enough to please a timeout between pieces."""
    while not stub_closing.wait(0.02):
        yield piece


@pytest.mark.proves("F26")
def test_a_dripping_body_is_cut_at_the_total_time(serve, fetching) -> None:
    def answer(_):
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n"
        yield from drip(stub.closing, b"x")

    stub = serve(answer)

    with pytest.raises(UpstreamTimeout):
        fetching(stub, total_seconds=0.5, read_seconds=10).get(stub.url)


@pytest.mark.proves("F26")
def test_dripping_headers_are_cut_at_the_total_time(serve, fetching) -> None:
    def answer(_):
        yield b"HTTP/1.1 200 OK\r\nX-Slow: "
        yield from drip(stub.closing, b"x")

    stub = serve(answer)

    with pytest.raises(UpstreamTimeout):
        fetching(stub, total_seconds=0.5, read_seconds=10).get(stub.url)


def test_a_server_that_never_answers_is_given_up_on(serve, fetching) -> None:
    def silent(_):
        stub.closing.wait(30)
        return []

    stub = serve(silent)

    with pytest.raises(UpstreamTimeout):
        fetching(stub, total_seconds=10, read_seconds=0.2).get(stub.url)


def test_redirects_share_one_total_time(serve, fetching, reply) -> None:
    def answer(asked):
        stub.closing.wait(0.2)
        return reply(status=302, headers={"Location": asked.path + "x"})

    stub = serve(answer)

    with pytest.raises(UpstreamTimeout):
        fetching(stub, total_seconds=0.5, max_redirects=100).get(stub.url)
