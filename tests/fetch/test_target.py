"""URLs that are read, and the many that are refused before anything is looked up."""

from __future__ import annotations

import socket

import pytest

from tvdbproxy.errors import SourceNotAllowed
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.fetch.target import target_of

ANY_PUBLIC = FetchPolicy(max_bytes=1, total_seconds=1)

READ = {
    "http://example.com": "http://example.com/",
    "HTTP://EXAMPLE.COM/A": "http://example.com/A",
    "https://example.com:443/a?b=c": "https://example.com/a?b=c",
    "http://example.com:80/#part": "http://example.com/",
    "http://example.com:443/": "http://example.com:443/",
    "https://example.com./a": "https://example.com/a",
    "https://münchen.example/ä": "https://xn--mnchen-3ya.example/ä",
    "http://8.8.8.8/a": "http://8.8.8.8/a",
    "http://[2606:4700::1111]/a": "http://[2606:4700::1111]/a",
    "http://[2606:4700:0::1111]:443/": "http://[2606:4700::1111]:443/",
    "http://a_b.example/": "http://a_b.example/",
    "http://minio/a": "http://minio/a",
}

REFUSED = [
    # other ways to write 127.0.0.1, and other addresses
    "http://2130706433/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://00.0.0.0/",
    "http://0x/",
    "http://127.0.0.01/",
    "http://127.0.0.0x1/",
    "http://127.0.0.1.1/",
    "http://256.1.1.1/",
    "http://134744072/",
    "http://8.8.2056/",
    "http://example.1/",
    "http://%31%32%37.0.0.1/",
    "http://[::1%25lo]/",
    "http://[fe80::1%25eth0]/",
    "http://[::1/",
    "http://::1/",
    "http://[127.0.0.1]/",
    "http://[v1.fe80]/",
    # schemes, ports, user names
    "file:///etc/passwd",
    "gopher://example.com/",
    "ftp://example.com/",
    "dict://example.com:11211/",
    "data:image/png;base64,AAAA",
    "jar:http://example.com!/",
    "javascript:alert(1)",
    "//example.com/a",
    "/a",
    "example.com/a",
    "",
    "http:///a",
    "http://",
    "http:example.com",
    "http://example.com:22/",
    "http://example.com:25/",
    "http://example.com:6379/",
    "http://example.com:0/",
    "http://example.com:65536/",
    "http://example.com:-1/",
    "http://example.com:http/",
    "http://user@example.com/",
    "http://user:password@example.com/",
    "http://example.com@127.0.0.1/",
    "http://127.0.0.1:80@example.com/",
    "http://@example.com/",
    # text that parsers read differently
    "http://127.0.0.1\\@example.com/",
    "http://example.com\\.evil.example/",
    "http://exa\tmple.com/",
    "http://example.com/\r\nHost: evil",
    "http://example.com/a b",
    " http://example.com/",
    "http://example.com/\x00",
    "http://exa\u00admple.com:81/",
    "http://example..com/",
    "http://.example.com/",
    "http://-example.com/",
    "http://exa$mple.com/",
    "http://" + "a" * 64 + ".com/",
    "http://" + "a." * 127 + "com/",
    "http://example.com/" + "a" * 9000,
    "http://\ud800.example/",
]


@pytest.mark.parametrize(("url", "canonical"), READ.items())
def test_a_plain_url_is_read_and_written_in_one_way(url: str, canonical: str) -> None:
    assert target_of(url, ANY_PUBLIC).url == canonical


@pytest.mark.proves("S1", "S5")
@pytest.mark.parametrize("url", REFUSED)
def test_an_odd_url_is_refused(url: str) -> None:
    with pytest.raises(SourceNotAllowed):
        target_of(url, ANY_PUBLIC)


@pytest.mark.proves("S3")
@pytest.mark.parametrize(
    "url", ["http://１２７.0.0.1/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/"]
)
def test_digits_in_disguise_are_read_as_the_digits_that_they_are(url: str) -> None:
    assert target_of(url, ANY_PUBLIC).host == "127.0.0.1"


@pytest.mark.proves("S1", "S5")
@pytest.mark.parametrize("url", REFUSED)
def test_refused_urls_are_not_even_looked_up(url: str, fetching, connects) -> None:
    looked_up = []
    fetcher = fetching(resolver=lambda *args, **_: looked_up.append(args) or [])

    with pytest.raises(SourceNotAllowed):
        fetcher.get(url)

    assert (looked_up, connects) == ([], [])


@pytest.mark.proves("S6")
def test_every_refusal_has_the_same_sentence_and_code() -> None:
    said = set()
    for url in REFUSED:
        with pytest.raises(SourceNotAllowed) as refusal:
            target_of(url, ANY_PUBLIC)
        said.add((refusal.value.public, refusal.value.code))

    assert len(said) == 1


@pytest.mark.proves("S5")
@pytest.mark.parametrize(
    ("allowed", "private", "url", "admitted"),
    [
        ({"a.example"}, set(), "http://a.example/", True),
        ({"a.example"}, set(), "https://A.EXAMPLE./", True),
        ({"a.example"}, set(), "http://b.a.example/", False),
        ({"a.example"}, set(), "http://a.example.evil/", False),
        ({"a.example"}, set(), "http://a.example:8080/", False),
        ({"a.example:8080"}, set(), "http://a.example:8080/", True),
        ({"a.example:8080"}, set(), "http://a.example/", False),
        ({"a.example"}, {"a.example:9000"}, "http://a.example:9000/", True),
        (set(), {"a.example:9000"}, "http://a.example:9000/", False),
        (None, {"a.example:9000"}, "http://a.example:9000/", True),
        (None, {"a.example:9000"}, "http://b.example:9000/", False),
        (set(), set(), "http://a.example/", False),
    ],
)
def test_only_listed_hosts_and_ports_are_admitted(
    allowed: set[str] | None, private: set[str], url: str, admitted: bool
) -> None:
    policy = FetchPolicy(
        max_bytes=1,
        total_seconds=1,
        allowed_hosts=None if allowed is None else frozenset(allowed),
        private_hosts=frozenset(private),
    )

    if admitted:
        assert target_of(url, policy)
    else:
        with pytest.raises(SourceNotAllowed):
            target_of(url, policy)


def test_the_shorthands_in_the_table_really_mean_loopback_to_this_system() -> None:
    """Otherwise refusing them would prove nothing."""
    for text in ("2130706433", "0x7f000001", "0177.0.0.1", "127.1"):
        assert socket.inet_aton(text) == b"\x7f\x00\x00\x01"
