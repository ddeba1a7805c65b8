"""Addresses of pictures that somebody gave us."""

from __future__ import annotations

import pytest

from tvdbproxy.urls.media import MediaUrls

KEY = "media/ab/cd/abcd/r1/detail.webp"
BASE, CDN = "https://images.example.com", "https://cdn.example.com"


@pytest.mark.parametrize("slash", ["", "/"])
def test_addresses_begin_with_our_base_with_or_without_a_slash(slash: str) -> None:
    assert MediaUrls(BASE + slash).smart(789, "detail") == f"{BASE}/api/images/789?size=detail"


def test_without_a_base_addresses_are_relative() -> None:
    assert MediaUrls().smart(789, "thumbnail") == "/api/images/789?size=thumbnail"
    assert MediaUrls().smart(789) == "/api/images/789"


def test_a_proxy_in_front_may_have_another_address() -> None:
    urls = MediaUrls(BASE, smart_base="https://api2.example.com/api/images/")
    assert urls.smart(789, "small") == "https://api2.example.com/api/images/789?size=small"


def test_the_background_is_part_of_the_address_where_it_is_named() -> None:
    assert MediaUrls().smart(7, "grid", bg="removed") == "/api/images/7?size=grid&bg=removed"
    assert MediaUrls().smart(7, bg="removed") == "/api/images/7?bg=removed"


def test_what_stands_in_a_query_is_escaped() -> None:
    assert MediaUrls().smart(7, "a&b=c d") == "/api/images/7?size=a%26b%3Dc%20d"


def test_an_object_has_an_address_only_where_there_is_a_cdn() -> None:
    assert MediaUrls(BASE).variant(KEY) is None
    assert MediaUrls(BASE, CDN + "/").variant(KEY) == f"{CDN}/{KEY}"


def test_what_is_handed_out_leads_to_the_cdn_where_there_is_one_and_it_is_stored() -> None:
    assert MediaUrls(BASE, CDN).of_size(7, "grid", KEY) == f"{CDN}/{KEY}"
    assert MediaUrls(BASE, CDN).of_size(7, "grid", None) == f"{BASE}/api/images/7?size=grid"
    assert MediaUrls(BASE).of_size(7, "grid", KEY) == f"{BASE}/api/images/7?size=grid"
