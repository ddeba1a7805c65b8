"""Redirects: followed by our own rules, each step judged anew."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import (
    SourceNotAllowed,
    UpstreamBad,
)


def hop(reply, location: str, status: int = 302) -> list[bytes]:
    return reply(b"gone there", status=status, headers={"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(serve, fetching, reply, status: int) -> None:
    stub = serve(
        lambda asked: reply(b"here") if asked.path == "/b?c" else hop(reply, "b?c", status)
    )

    fetched = fetching(stub).get(stub.url + "/a")

    assert (fetched.data, fetched.url) == (b"here", stub.url + "/b?c")


@pytest.mark.proves("F32", "S4")
def test_four_redirects_are_followed_and_a_fifth_is_not(serve, fetching, reply) -> None:
    def countdown(asked):
        left = int(asked.path[1:])
        return hop(reply, f"/{left - 1}") if left else reply(b"arrived")

    stub = serve(countdown)
    fetcher = fetching(stub)

    assert fetcher.get(stub.url + "/4").data == b"arrived"
    with pytest.raises(UpstreamBad) as raised:
        fetcher.get(stub.url + "/5")
    assert raised.value.code == "redirect_loop"


@pytest.mark.proves("F32", "S4")
@pytest.mark.parametrize("location", ["/a", "", "#again", "/b"])
def test_a_circle_is_noticed(serve, fetching, reply, location: str) -> None:
    stub = serve(lambda asked: hop(reply, "/a" if asked.path == "/b" else location))

    with pytest.raises(UpstreamBad):
        fetching(stub).get(stub.url + "/a")

    assert len(stub.asked) <= 2


def test_the_body_of_a_redirect_is_not_read(serve, fetching, reply) -> None:
    def endless(asked):
        if asked.path == "/b":
            yield from reply(b"here")
            return
        yield b"HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n"
        while not stub.closing.is_set():
            yield b"x" * 1024

    stub = serve(endless)

    assert fetching(stub).get(stub.url + "/a").data == b"here"


@pytest.mark.proves("F33", "S4")
@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:1/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://localhost/",
        "//127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://user@127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "ftp://127.0.0.1/",
        "http://[bad/",
    ],
)
def test_a_redirect_to_a_private_place_is_refused_before_connecting(
    serve, fetching, reply, connects, location: str
) -> None:
    stub = serve(hop(reply, location))

    with pytest.raises(SourceNotAllowed):
        fetching(stub).get(stub.url)

    assert connects == [("127.0.0.1", stub.port)]


@pytest.mark.proves("S4")
def test_a_redirect_off_the_list_is_refused(serve, fetching, reply) -> None:
    other = serve(reply())
    stub = serve(hop(reply, other.url))
    fetcher = fetching(stub, other, allowed_hosts=frozenset({stub.site}))

    with pytest.raises(SourceNotAllowed):
        fetcher.get(stub.url)

    assert other.asked == []


def test_credentials_stay_with_the_host_that_they_are_for(serve, fetching, reply) -> None:
    other = serve(reply())
    stub = serve(lambda asked: hop(reply, "/b" if asked.path == "/a" else other.url + "/c"))
    secrets = {"Authorization": "Bearer t", "X-API-Key": "k", "Cookie": "c", "Accept": "image/*"}

    fetching(stub, other).get(stub.url + "/a", headers=secrets, etag='"e"')

    assert [asked.headers.get("authorization") for asked in stub.asked] == ["Bearer t"] * 2
    there = other.asked[0].headers
    assert not {"authorization", "x-api-key", "cookie"} & there.keys()
    assert (there["accept"], there["if-none-match"]) == ("image/*", '"e"')


def test_a_redirected_post_is_not_followed(serve, fetching, reply) -> None:
    stub = serve(hop(reply, "/b", 307))

    with pytest.raises(UpstreamBad) as raised:
        fetching(stub).request("POST", stub.url + "/a", json={"secret": 1})

    assert raised.value.code == "unexpected_redirect"
    assert stub.paths == ["/a"]


def test_a_redirect_to_nowhere_is_a_bad_answer(serve, fetching, reply) -> None:
    stub = serve(reply(status=302))

    with pytest.raises(UpstreamBad):
        fetching(stub).get(stub.url)
