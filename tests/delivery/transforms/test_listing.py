"""Which addresses a list admits."""

from __future__ import annotations

import pytest

from tvdbproxy.delivery.transforms.listing import Listing


@pytest.mark.parametrize(
    ("entries", "address", "admitted"),
    [
        ([], "http://a.example/x.jpg", False),
        ([], "https://a.example/x.jpg", False),
        ([], "s3://bucket/x.jpg", True),
        ([], "tvdb://series/1/poster", True),
        ([], "local:///x.jpg", True),
        (["https://a.example/"], "https://a.example/x.jpg", True),
        (["https://a.example/"], "http://a.example/x.jpg", False),
        (["https://a.example/"], "https://a.example.evil/x.jpg", False),
        (["https://a.example/img/"], "https://a.example/x.jpg", False),
        (["https://a.example/img/"], "https://a.example/img/x.jpg", True),
        (["HTTPS://a.example/"], "https://a.example/x.jpg", True),
        (["https://*.example/"], "https://cdn.example/x.jpg", True),
        (["https://*.example/"], "https://evil/.example/x.jpg", False),
        (["https://a.example/*/thumbs/"], "https://a.example/7/thumbs/x.jpg", True),
        (["https://a.example/*/thumbs/"], "https://a.example/7/8/thumbs/x.jpg", False),
        (["https://a.example/x+(1).jpg"], "https://a.example/x+(1).jpg", True),
        (["s3://bucket/a/"], "s3://bucket/a/x.jpg", True),
        (["s3://bucket/a/"], "s3://bucket/b/x.jpg", False),
        (["s3://bucket/a/"], "tvdb://series/1/poster", True),
        (["local://"], "local:///x.jpg", True),
    ],
)
def test_an_entry_admits_what_begins_like_it(
    entries: list[str], address: str, admitted: bool
) -> None:
    assert Listing(entries).admits(address) is admitted


@pytest.mark.parametrize(
    ("entries", "hosts"),
    [
        ([], frozenset()),
        (["s3://bucket/"], frozenset()),
        (["https://a.example/x/", "http://b.example:8080/"], {"a.example", "b.example:8080"}),
        (["https://A.example:443/", "http://b.example:80"], {"a.example", "b.example"}),
        (["https://a.example/", "https://*.example/"], None),
        (["https://"], None),
    ],
)
def test_hosts_bound_redirects_where_every_entry_names_one(
    entries: list[str], hosts: set[str] | None
) -> None:
    assert Listing(entries).hosts == hosts


def test_a_port_is_open_if_an_entry_names_it() -> None:
    listing = Listing(["http://*.example:9000/", "https://a.example/", "s3://bucket:1/"])
    assert listing.ports == (80, 443, 9000)
