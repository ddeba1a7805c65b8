"""Servers as people write them."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.fetch.listing import hosts_of, site_at
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.fetch.target import target_of


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("https://artworks.thetvdb.com", "artworks.thetvdb.com"),
        ("https://Artworks.TheTVDB.com./banners/", "artworks.thetvdb.com"),
        ("artworks.thetvdb.com", "artworks.thetvdb.com"),
        ("http://127.0.0.1:9123", "127.0.0.1:9123"),
        ("127.0.0.1:9123", "127.0.0.1:9123"),
        ("localhost:80", "localhost:80"),
        ("http://[::1]:9123/v4", "[::1]:9123"),
        ("[2606:4700::1111]", "[2606:4700::1111]"),
    ],
)
def test_a_server_is_listed_by_its_host_and_written_port(address: str, entry: str) -> None:
    assert hosts_of([address]) == {entry}


@pytest.mark.parametrize("address", ["", "https://", ":80", "/banners", "a:port", "http://[::1"])
def test_what_names_no_server_is_quoted(address: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        hosts_of([address])

    assert repr(address) in raised.value.public


@pytest.mark.parametrize("address", ["http://[::1]:9123", "https://a.example", "a.example:81"])
def test_a_listed_server_is_admitted(address: str) -> None:
    policy = FetchPolicy(max_bytes=1, total_seconds=1, allowed_hosts=hosts_of([address]))

    assert target_of(address if "://" in address else f"http://{address}", policy)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://Vision.Example./v1", "vision.example:443"),
        ("http://vision.example/v1", "vision.example:80"),
        ("http://127.0.0.1:11434/v1", "127.0.0.1:11434"),
        ("http://[::1]:8080", "[::1]:8080"),
    ],
)
def test_the_server_of_an_address_has_a_port_in_any_case(url: str, site: str) -> None:
    assert site_at(url) == site
    policy = FetchPolicy(max_bytes=1, total_seconds=1, allowed_hosts=frozenset([site]))
    assert target_of(url, policy).site == site


@pytest.mark.parametrize("url", ["", "vision.example", "ftp://a.example", "https://", "http://[::"])
def test_an_address_without_a_web_server_is_quoted(url: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        site_at(url)

    assert repr(url) in raised.value.public
