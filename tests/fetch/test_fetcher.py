"""The whole errand against real sockets: answers, conditions, connections."""

from __future__ import annotations

import hashlib
from threading import Barrier, Thread

import pytest

from tvdbproxy import __version__
from tvdbproxy.errors import (
    UpstreamBad,
    UpstreamUnavailable,
)


def test_the_bytes_arrive_with_their_hash_and_what_the_server_said(serve, fetching, reply) -> None:
    said = {"ETag": 'W/"a"', "Last-Modified": "yesterday", "Content-Type": "Image/JPEG; q=1"}
    stub = serve(reply(b"pixels", headers=said))

    fetched = fetching(stub).get(stub.url + "/a.jpg?x=1#y")

    assert fetched.url == stub.url + "/a.jpg?x=1"
    assert (fetched.status, fetched.data, fetched.unchanged) == (200, b"pixels", False)
    assert fetched.sha256 == hashlib.sha256(b"pixels").hexdigest()
    assert (fetched.etag, fetched.last_modified) == ('W/"a"', "yesterday")
    assert fetched.content_type == "image/jpeg"
    assert fetched.headers["content-length"] == "6"


def test_a_bare_answer_has_no_validators_and_no_type(serve, fetching) -> None:
    stub = serve([b"HTTP/1.0 200 OK\r\n\r\nold but whole"])

    fetched = fetching(stub).get(stub.url)

    assert fetched.data == b"old but whole"
    assert (fetched.etag, fetched.last_modified, fetched.content_type) == (None, None, None)


def test_validators_are_sent_back_and_304_brings_no_bytes(serve, fetching) -> None:
    stub = serve([b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 5\r\n\r\n'])

    fetched = fetching(stub).get(stub.url, etag='"a"', last_modified="Mon, 01 Jan 2024")

    assert fetched.unchanged
    assert (fetched.data, fetched.sha256, fetched.etag) == (b"", "", '"a"')
    assert stub.asked[0].headers["if-none-match"] == '"a"'
    assert stub.asked[0].headers["if-modified-since"] == "Mon, 01 Jan 2024"


def test_304_to_a_question_without_condition_is_a_bad_answer(serve, fetching) -> None:
    stub = serve([b"HTTP/1.1 304 Not Modified\r\n\r\n"])

    with pytest.raises(UpstreamBad):
        fetching(stub).get(stub.url)


def test_we_say_who_we_are_and_ask_for_plain_bytes(serve, fetching, reply) -> None:
    stub = serve(reply())

    fetching(stub).get(stub.url, headers={"Accept-Encoding": "gzip", "User-Agent": "x"})

    sent = stub.asked[0].headers
    assert sent["user-agent"] == f"tvdbproxy/{__version__}"
    assert sent["accept-encoding"] == "identity"
    assert sent["host"] == stub.site


def test_json_is_sent_and_expected_statuses_are_handed_back(serve, fetching, reply) -> None:
    stub = serve(reply(b"no", status=400))

    fetched = fetching(stub).request(
        "POST", stub.url + "/login", json={"a": "ü"}, expected=frozenset({200, 400})
    )

    assert (fetched.status, fetched.data) == (400, b"no")
    assert stub.asked[0].method == "POST"
    assert stub.asked[0].headers["content-type"] == "application/json"
    assert stub.asked[0].body.decode("unicode-escape") == '{"a": "ü"}'


def test_head_reads_no_body_however_long_the_file(serve, fetching) -> None:
    stub = serve([b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n"])

    fetched = fetching(stub).request("HEAD", stub.url)

    assert fetched.headers["content-length"] == "999999999"
    assert fetched.data == b""


@pytest.mark.proves("S7")
def test_the_environment_changes_nothing(serve, fetching, reply, monkeypatch, tmp_path) -> None:
    stub = serve(reply(headers={"Set-Cookie": "a=b; Path=/"}))
    elsewhere = serve(reply(b"proxied"))
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login user password secret")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, elsewhere.url)
    fetcher = fetching(stub)

    answers = [fetcher.get(stub.url).data for _ in range(2)]

    assert answers == [b"hello", b"hello"]
    assert elsewhere.asked == []
    assert not any({"authorization", "cookie"} & asked.headers.keys() for asked in stub.asked)


def test_connections_are_kept_and_threads_share_a_fetcher(serve, fetching, reply) -> None:
    stub = serve(lambda asked: reply(asked.path.encode()), keep_alive=True)
    fetcher, start, wrong = fetching(stub), Barrier(8), []

    def work(number: int) -> None:
        start.wait()
        for turn in range(10):
            path = f"/{number}/{turn}"
            if fetcher.get(stub.url + path).data != path.encode():
                wrong.append(path)

    threads = [Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert len(stub.asked) == 80
    assert stub.connections <= 16


def test_a_kept_connection_that_went_stale_is_replaced(serve, fetching, reply) -> None:
    """The server hangs up on the second request of every connection, without a word."""
    calls: list[str] = []

    def once_per_connection(asked):
        calls.append(asked.path)
        if len(calls) == 2:
            raise OSError("hang up")
        return reply()

    stub = serve(once_per_connection, keep_alive=True)
    fetcher = fetching(stub)

    assert [fetcher.get(stub.url).data for _ in range(2)] == [b"hello", b"hello"]
    assert len(calls) == 3


def test_a_post_is_never_sent_twice(serve, fetching) -> None:
    stub = serve(lambda _: [])

    with pytest.raises(UpstreamUnavailable):
        fetching(stub).request("POST", stub.url, json={})

    assert len(stub.asked) == 1
