"""Names, addresses and connections: what is checked is what is connected to."""

from __future__ import annotations

import contextvars
import socket
from threading import Event, Thread

import pytest
import urllib3.util.connection

from tvdbproxy.errors import SourceNotAllowed, UpstreamTimeout, UpstreamUnavailable
from tvdbproxy.fetch import dial
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.fetch.policy import FetchPolicy

PUBLIC, OTHER_PUBLIC = "93.184.216.34", "93.184.216.35"


@pytest.mark.proves("F34", "S3")
@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        [PUBLIC, "127.0.0.1"],
        ["192.168.1.1", PUBLIC],
        ["::1"],
        [PUBLIC, "::ffff:10.0.0.1"],
        ["64:ff9b::a9fe:a9fe"],
        ["fe80::1%eth0"],
    ],
)
def test_one_private_address_among_all_is_enough_to_refuse(
    fetching, connects, names, addresses: list[str]
) -> None:
    with pytest.raises(SourceNotAllowed):
        fetching(resolver=names(addresses)).get("http://pictures.example/a.jpg")

    assert connects == []


@pytest.mark.proves("S2")
def test_an_address_with_a_scope_is_refused(fetching, connects) -> None:
    entry = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700::1", 80, 0, 3))

    with pytest.raises(SourceNotAllowed):
        fetching(resolver=lambda *_, **__: [entry]).get("http://pictures.example/a.jpg")

    assert connects == []


@pytest.mark.proves("F34", "S3")
def test_the_address_that_was_checked_is_the_one_connected_to(fetching, connects, names) -> None:
    """A rebinding name: public when it is looked at, private a moment later."""
    resolver = names([PUBLIC], ["127.0.0.1"])

    with pytest.raises(UpstreamUnavailable):
        fetching(resolver=resolver).get("http://rebinding.example/a.jpg")

    assert connects == [(PUBLIC, 80)]
    assert resolver.asked == ["rebinding.example"]


@pytest.mark.proves("F34", "S3")
def test_each_new_connection_is_checked_anew(fetching, connects, names) -> None:
    fetcher = fetching(resolver=names([PUBLIC], ["127.0.0.1"]))

    with pytest.raises(UpstreamUnavailable):
        fetcher.get("http://rebinding.example/a.jpg")
    with pytest.raises(SourceNotAllowed):
        fetcher.get("http://rebinding.example/a.jpg")

    assert connects == [(PUBLIC, 80)]


def test_addresses_are_tried_in_turn(fetching, connects, names) -> None:
    with pytest.raises(UpstreamUnavailable):
        fetching(resolver=names([PUBLIC, OTHER_PUBLIC])).get("https://pictures.example/")

    assert connects == [(PUBLIC, 443), (OTHER_PUBLIC, 443)]


@pytest.mark.proves("S3")
def test_a_listed_private_name_is_reached_under_its_own_name(serve, fetching, reply, names) -> None:
    stub = serve(reply())
    site = f"mirror.example:{stub.port}"
    fetcher = fetching(private_hosts=frozenset({site}), resolver=names(["127.0.0.1"]))

    assert fetcher.get(f"http://{site}/").data == b"hello"
    assert stub.asked[0].headers["host"] == site


@pytest.mark.proves("S2")
@pytest.mark.parametrize("form", ["127.0.0.1", "LOCALHOST", "[::1]", "[::ffff:127.0.0.1]"])
def test_loopback_is_refused_in_every_form_although_someone_listens(
    serve, fetching, reply, connects, form: str
) -> None:
    stub = serve(reply())

    with pytest.raises(SourceNotAllowed):
        fetching(ports=(stub.port,)).get(f"http://{form}:{stub.port}/")

    assert connects == []


@pytest.mark.proves("F34", "S6")
def test_unreachable_servers_all_sound_the_same(fetching, connects, names, free_port: int) -> None:
    site = f"127.0.0.1:{free_port}"
    closed = fetching(private_hosts=frozenset({site}))
    unknown = fetching(resolver=names([]))
    empty = fetching(resolver=lambda *_, **__: [])
    refusing = fetching(resolver=names([PUBLIC]))
    said = set()

    for fetcher, url in [
        (closed, f"http://{site}/"),
        (unknown, "http://nowhere.example/"),
        (empty, "http://nothing.example/"),
        (refusing, "http://refusing.example/"),
    ]:
        with pytest.raises(UpstreamUnavailable) as raised:
            fetcher.get(url)
        said.add((raised.value.public, raised.value.code))

    assert len(said) == 1


@pytest.mark.proves("F34")
def test_a_name_server_that_never_answers_is_given_up_on(fetching) -> None:
    released = Event()

    def hang(*_: object, **__: object) -> list[tuple[object, ...]]:
        released.wait(30)
        return []

    with pytest.raises(UpstreamTimeout):
        fetching(resolver=hang, total_seconds=0.2).get("http://slow.example/")
    released.set()


def test_nothing_connects_outside_of_an_errand(connects) -> None:
    with pytest.raises(LookupError):
        contextvars.Context().run(dial.connect, "127.0.0.1", 80)

    assert connects == []


def test_what_the_policy_does_not_list_is_refused_once_more_at_the_connection(connects) -> None:
    """Should a library ever read a URL differently from us, the connection decides."""
    policy = FetchPolicy(
        max_bytes=1,
        total_seconds=1,
        allowed_hosts=frozenset({"a.example"}),
        private_hosts=frozenset({"127.0.0.1:80"}),
    )
    errand = dial.Errand(policy, socket.getaddrinfo, Deadline.after(10))

    with dial.running(errand), pytest.raises(SourceNotAllowed):
        dial.connect("127.0.0.1", 80)

    assert connects == []


@pytest.mark.skipif(not urllib3.util.connection.HAS_IPV6, reason="needs IPv6 loopback")
def test_a_listed_ipv6_server_is_reached(fetching) -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        site = f"[::1]:{server.getsockname()[1]}"
        Thread(target=_greet, args=(server,), daemon=True).start()
        fetcher = fetching(private_hosts=frozenset({site}))

        assert fetcher.get(f"http://{site}/").data == b"hello"


def _greet(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
