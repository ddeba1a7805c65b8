"""A body is whole, plain and small enough, or it is none."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import (
    TooLarge,
    UpstreamBad,
)


@pytest.mark.proves("F27")
@pytest.mark.parametrize(
    "answer",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\nhello"],
    ],
)
def test_half_a_body_is_not_a_body(serve, fetching, answer) -> None:
    stub = serve(answer)

    with pytest.raises(UpstreamBad) as raised:
        fetching(stub).get(stub.url)

    assert raised.value.code == "upstream_truncated"


@pytest.mark.proves("F29")
def test_what_comes_after_the_announced_length_is_ignored(serve, fetching) -> None:
    stub = serve([b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789and more"])

    assert fetching(stub).get(stub.url).data == b"0123456789"


@pytest.mark.proves("F29")
def test_leftovers_do_not_become_the_next_answer(serve, fetching, reply) -> None:
    smuggled = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    stub = serve(lambda _: [b"".join(reply()) + smuggled], keep_alive=True)
    fetcher = fetching(stub)

    assert {fetcher.get(stub.url).data for _ in range(5)} == {b"hello"}


@pytest.mark.parametrize("size", [99_999, 100_000])
def test_a_body_up_to_the_limit_is_taken(serve, fetching, reply, size: int) -> None:
    stub = serve(reply(b"x" * size))

    assert len(fetching(stub, max_bytes=100_000).get(stub.url).data) == size


def test_a_body_that_announces_too_much_is_not_read_at_all(serve, fetching, reply) -> None:
    stub = serve([b"HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n"])

    with pytest.raises(TooLarge) as raised:
        fetching(stub, max_bytes=100_000).get(stub.url)

    assert raised.value.code == "source_too_large"


@pytest.mark.proves("F30")
@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"400\r\n" + b"x" * 1024 + b"\r\n",
        ),
        (b"HTTP/1.0 200 OK\r\n\r\n", b"x" * 1024),
    ],
)
def test_an_endless_body_is_cut_at_the_limit(serve, fetching, head: bytes, piece: bytes) -> None:
    def endless(_):
        yield head
        while not stub.closing.is_set():
            yield piece

    stub = serve(endless)

    with pytest.raises(TooLarge):
        fetching(stub, max_bytes=100_000).get(stub.url)


@pytest.mark.proves("F30")
@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0" * 65536),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=", b"x" * 65536),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n" * 9000),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    ],
    ids=["chunk length", "chunk extension", "trailers", "continue"],
)
def test_what_never_becomes_a_body_is_cut_as_well(serve, fetching, head, piece) -> None:
    """Long before the time is over, and before memory fills."""

    def endless(_):
        yield head
        while not stub.closing.is_set():
            yield piece

    stub = serve(endless)

    with pytest.raises((TooLarge, UpstreamBad)):
        fetching(stub, total_seconds=60).get(stub.url)


def test_one_byte_more_than_the_limit_is_too_many(serve, fetching) -> None:
    stub = serve([b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 1001])

    with pytest.raises(TooLarge):
        fetching(stub, max_bytes=1000).get(stub.url)


@pytest.mark.proves("F30")
@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, gzip", "GZIP", "zstd"])
def test_a_compressed_answer_is_refused_unread(serve, fetching, reply, encoding: str) -> None:
    stub = serve(reply(b"\x1f\x8b bomb", headers={"Content-Encoding": encoding}))

    with pytest.raises(UpstreamBad) as raised:
        fetching(stub).get(stub.url)

    assert raised.value.code == "upstream_encoded"


@pytest.mark.parametrize(
    "answer",
    [
        [b"SSH-2.0-OpenSSH_9.2\r\n"],
        [b"HTTP/1.1 twohundred OK\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"],
        [b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"],
        [b"\x00" * 1000],
    ],
)
def test_an_answer_that_is_not_http_is_bad(serve, fetching, answer) -> None:
    stub = serve(answer)

    with pytest.raises(UpstreamBad):
        fetching(stub).get(stub.url)
