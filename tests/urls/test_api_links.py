"""Whatever upstream writes as a link leads to us."""

from __future__ import annotations

import pytest

from tvdbproxy.urls.api_links import our_link

BASE = "http://ours.example"


@pytest.mark.parametrize(
    "link",
    [
        "https://api4.thetvdb.com/v4/series?page=1",
        "http://api4.thetvdb.com/v4/series?page=1",
        "https://api4.thetvdb.com/v4series?page=1",
        "https://api4.thetvdb.com//v4//series?page=1",
        "https://api4.thetvdb.com/series?page=1",
        "HTTPS://other.example:8443/V4/series?page=1",
        f"{BASE}/v4/series?page=1",
    ],
)
def test_every_form_of_a_link_leads_to_the_same_page_here(link: str) -> None:
    assert our_link(link, BASE) == f"{BASE}/v4/series?page=1"


def test_what_follows_the_host_stays_as_it_is() -> None:
    link = "https://api4.thetvdb.com/v4/search?query=a b&type=ä&page=0"
    assert our_link(link, BASE) == f"{BASE}/v4/search?query=a b&type=ä&page=0"


@pytest.mark.parametrize("link", ["", "/v4/series?page=1", "?page=1", "ftp://x/y"])
def test_what_is_no_address_is_left_alone(link: str) -> None:
    assert our_link(link, BASE) is None
