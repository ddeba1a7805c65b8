"""The address that answers lead to, behind proxies and without a configured one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.v4.conftest import BASE, Door
from tvdbproxy.web.app import create_app

SERIES = "/v4/series/910001"


def image(door: Door, **headers: str) -> str:
    """Where the series' picture is, for who asks so; of a new process each time."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    client = create_app(door.services).test_client()
    found = client.get(SERIES, headers={**door.headers, **named}).json["data"]["image"]
    return str(found).partition("/banners/")[0]


def test_a_configured_address_holds_whatever_name_was_used(door: Door) -> None:
    assert image(door, Host="another.example") == BASE
    assert image(door, Host="no name") == BASE


def test_without_one_it_is_the_name_that_was_used(make_door: Callable[..., Door]) -> None:
    door = make_door(public_base_url="")
    assert image(door, Host="TVDB_proxy:8000") == "http://tvdb_proxy:8000"


@pytest.mark.parametrize(
    ("hops", "expected"), [(0, "http://inner"), (1, "https://outer.example:8443")]
)
def test_proxies_are_believed_as_far_as_there_are_some(
    make_door: Callable[..., Door], hops: int, expected: str
) -> None:
    door = make_door(public_base_url="", trusted_proxies=hops)
    told = {"X_Forwarded_Host": "outer.example:8443", "X_Forwarded_Proto": "https"}
    assert image(door, Host="inner", **told) == expected
