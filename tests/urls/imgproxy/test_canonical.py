"""The one spelling that is signed, whatever proxies make of an address on its way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.errors import NotFound
from tvdbproxy.urls.imgproxy.canonical import canonical, split_target


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/sig/w:1/plain/s3://a/b", ("sig", "/w:1/plain/s3://a/b")),
        ("sig/w:1/plain/s3://a/b", ("sig", "/w:1/plain/s3://a/b")),
        ("/sig/w:1/plain/http://a/b?w=2/x", ("sig", "/w:1/plain/http://a/b")),
        ("/sig/w:1/plain/http://a/b%3Fw=2", ("sig", "/w:1/plain/http://a/b%3Fw=2")),
        ("/sig//plain/s3://a/b", ("sig", "//plain/s3://a/b")),
        ("/sig/x", ("sig", "/x")),
    ],
)
def test_a_target_is_a_signature_and_what_it_signs(target: str, expected: tuple[str, str]) -> None:
    assert split_target(target) == expected


@pytest.mark.parametrize(
    "target", ["", "/", "//", "/sig", "/sig/", "//x/y", "?/a/b", "/sig/?a", "/s?/a"]
)
def test_a_target_without_one_of_the_two_is_not_found(target: str) -> None:
    with pytest.raises(NotFound) as refused:
        split_target(target)
    assert refused.value.code == "invalid_url"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/rs%3Afill%3A1%3A2/plain/s3://a/b", "/rs:fill:1:2/plain/s3://a/b"),
        ("/rs%3afill%3A1:2/plain/s3://a/b", "/rs:fill:1:2/plain/s3://a/b"),
        ("/w%3A1/aHR0cA", "/w:1/aHR0cA"),
        ("/w%253A1/aHR0cA", "/w%253A1/aHR0cA"),
        ("/w:1/plain/s3%3A//a/b", "/w:1/plain/s3%3A//a/b"),
        ("/w:1/plain/http:/a/b", "/w:1/plain/http://a/b"),
        ("/plain/https:/a/b", "/plain/https://a/b"),
        ("/plain/local:/a/b", "/plain/local:///a/b"),
        ("/plain/local:///a/b", "/plain/local:///a/b"),
        ("/plain/s3://a/b:/c", "/plain/s3://a/b:/c"),
        ("/plain/http:///a", "/plain/http:///a"),
        ("/plain/a/b", "/plain/a/b"),
        ("/plain/tvdb:/series/1/poster", "/plain/tvdb://series/1/poster"),
        ("/w:1/plainer/http:/a", "/w:1/plainer/http:/a"),
    ],
)
def test_what_proxies_break_is_mended(path: str, expected: str) -> None:
    assert canonical(path) == expected


@given(st.text(alphabet="/:%3Aaplinhtocs@?.", max_size=40))
def test_a_canonical_path_stays_as_it_is(path: str) -> None:
    once = canonical(f"/{path}")
    assert canonical(once) == once
