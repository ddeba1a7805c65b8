"""However an address that is not public is written, and wherever: nothing connects to it."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.fetch.spellings import PRIVATE, hosts
from tests.fetch.test_addresses import PRIVATE_V4, PRIVATE_V6
from tvdbproxy.errors import (
    ConfigurationError,
    SourceNotAllowed,
    TvdbProxyError,
    UpstreamUnavailable,
)
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import hosts_of
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.fetch.target import target_of
from tvdbproxy.urls.artwork_host import artwork_path, artwork_url

HOSTS = hosts()
ARTWORKS = ("https://artworks.example",)


def look_up(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
    """As C libraries understand a host, which is more kinds of spellings than we do; what is
    no address to them is the name of this machine."""
    address = understood(host) or "127.0.0.1"
    if ":" in address:
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))]
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def understood(host: str) -> str | None:
    """The address that a C library reads in a host."""
    with suppress(OSError, UnicodeError):
        return socket.inet_ntoa(socket.inet_aton(host))
    with suppress(OSError, UnicodeError):
        return socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, host))
    return None


def test_there_are_many_spellings_and_libraries_understand_them() -> None:
    """Otherwise refusing them would prove nothing."""
    assert len(HOSTS) > 400
    assert sum(understood(host.strip("[]")) is not None for host in HOSTS) > 200


@pytest.mark.proves("S1", "S2", "S3", "S5")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_as_the_host_of_a_url_is_connected_to(fetching, connects, scheme: str) -> None:
    fetcher = fetching(resolver=look_up)
    for host in HOSTS:
        with pytest.raises(SourceNotAllowed):
            fetcher.get(f"{scheme}://{host}/a.jpg")
    assert connects == []


@pytest.mark.proves("S5")
@pytest.mark.parametrize(
    "port", [0, 1, 22, 25, 53, 110, 3306, 5432, 6379, 8080, 9200, 11211, 65535]
)
def test_no_port_but_those_of_the_web_is_connected_to(fetching, connects, names, port: int) -> None:
    fetcher = fetching(resolver=names(["93.184.216.34"]))
    for scheme in ("http", "https"):
        with pytest.raises(SourceNotAllowed):
            fetcher.get(f"{scheme}://pictures.example:{port}/a.jpg")
    assert connects == []


@pytest.mark.proves("S2", "S3")
def test_no_name_that_means_a_private_address_is_connected_to(fetching, connects, names) -> None:
    public = "93.184.216.34"
    for address in PRIVATE_V4 + PRIVATE_V6:
        for answers in ([address], [public, address], [address, public]):
            with pytest.raises(SourceNotAllowed):
                fetching(resolver=names(answers)).get("http://pictures.example/a.jpg")
    assert connects == []


@pytest.mark.proves("S4", "S1", "S2")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_to_any_spelling_is_followed(
    serve, fetching, reply, connects, status: int
) -> None:
    here = HOSTS[status % 5 :: 5]  # a fifth for each status
    stub = serve(
        lambda asked: reply(
            status=status, headers={"Location": here[int(asked.path[1:])].join(("http://", "/a"))}
        )
    )
    fetcher = fetching(stub, resolver=_all_but(stub.port))
    for number, host in enumerate(here):
        if not host.isascii():
            continue  # no server can send it in a header
        with pytest.raises(SourceNotAllowed):
            fetcher.get(f"{stub.url}/{number}")
    assert set(connects) == {("127.0.0.1", stub.port)}  # type: ignore[misc]


@pytest.mark.proves("S4")
@pytest.mark.parametrize(
    "location", ["http://pictures.example/a", "ftp://pictures.example/a",
                 "https://pictures.example:8443/a"],
)  # fmt: skip
def test_a_redirect_down_to_http_or_to_another_port_is_refused(location: str) -> None:
    from requests import Request, Response

    from tvdbproxy.fetch.redirects import next_target

    policy = FetchPolicy(max_bytes=1, total_seconds=1)
    answer = Response()
    answer.status_code, answer.headers["Location"] = 302, location
    answer.request = Request("GET", "https://pictures.example/").prepare()
    with pytest.raises(SourceNotAllowed):
        next_target(answer, target_of("https://pictures.example/", policy), policy)


@pytest.mark.proves("S1", "S2")
@pytest.mark.parametrize("host", HOSTS[:: len(HOSTS) // 60])
def test_an_artwork_path_of_upstream_cannot_name_another_host(host: str) -> None:
    for value in (
        f"http://{host}/a.jpg",
        f"https://{host}/banners/a.jpg",
        f"//{host}/a.jpg",
        f"/\\{host}/a.jpg",
        f"\\\\{host}\\a.jpg",
        f"/http://{host}/a.jpg",
        f"@{host}/a.jpg",
        f"/@{host}/a.jpg",
        f"/banners/../../@{host}/a.jpg",
        f"https://artworks.example@{host}/a.jpg",
        f"https://artworks.example.{host}/a.jpg",
        f"https://artworks.example:80@{host}/a.jpg",
        f"{host}/a.jpg",
    ):
        path = artwork_path(value, ARTWORKS)
        if path is None:
            continue
        url = artwork_url(path, ARTWORKS)
        policy = FetchPolicy(max_bytes=1, total_seconds=1, allowed_hosts=hosts_of(ARTWORKS))
        assert target_of(url, policy).host == urlsplit(url).hostname == "artworks.example"


@pytest.mark.proves("S1", "S2", "S5")
def test_a_private_artwork_host_in_the_settings_is_not_connected_to(connects) -> None:
    """TVDB_ARTWORK_HOSTS lists a server; only FETCH_PRIVATE_HOSTS makes a private one good."""
    for host in HOSTS:
        address = f"http://{host}"
        try:
            listed = hosts_of([address])
        except ConfigurationError:
            continue
        policy = FetchPolicy(max_bytes=1, total_seconds=5, allowed_hosts=listed)
        fetcher = Fetcher(policy, resolver=look_up)
        with pytest.raises(SourceNotAllowed):
            fetcher.get(artwork_url("/banners/a.jpg", [address]))
        fetcher.close()
    assert connects == []


@pytest.mark.proves("S6")
def test_refused_closed_silent_and_unknown_servers_sound_the_same(
    serve, fetching, reply, connects, names, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing = serve([])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"127.0.0.1:{listener.getsockname()[1]}"
    said = set()
    for fetcher, url in (
        (fetching(private_hosts=frozenset({nobody})), f"http://{nobody}/"),
        (fetching(closing), closing.url),
        (fetching(resolver=names([])), "http://unknown.example/"),
        (fetching(resolver=names(["93.184.216.34"])), "https://refusing.example/"),
        (fetching(resolver=names(["93.184.216.35"])), "http://silent.example/"),
    ):
        if "silent" in url:
            monkeypatch.setattr(socket.socket, "connect", _never)
        with pytest.raises(UpstreamUnavailable) as raised:
            fetcher.get(url)
        said.add((raised.value.public, raised.value.code, raised.value.kind))
    assert len(said) == 1


@pytest.mark.proves("S7")
@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_no_proxy_of_the_environment_is_connected_to(
    serve, fetching, reply, connects, names, monkeypatch: pytest.MonkeyPatch, name: str, case: Any
) -> None:
    proxy, stub = serve(reply(b"proxied")), serve(reply())
    monkeypatch.setenv(case(name), proxy.url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    assert fetching(stub).get(stub.url).data == b"hello"
    with pytest.raises(TvdbProxyError):
        fetching(resolver=names(["93.184.216.34"])).get("https://pictures.example/")
    assert connects == [("127.0.0.1", stub.port), ("93.184.216.34", 443)]
    assert proxy.asked == []


def test_the_private_addresses_here_are_among_those_that_are_refused() -> None:
    assert len(set(PRIVATE)) == len(PRIVATE) > 10


def _all_but(port: int) -> Any:
    """The system's view, but for the stub's own port, whose address is what it is."""

    def resolver(host: str, asked: int, **named: Any) -> list[tuple[Any, ...]]:
        if asked == port and host == "127.0.0.1":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        return look_up(host, asked, **named)

    return resolver


def _never(*_: object) -> None:
    raise TimeoutError("timed out")
