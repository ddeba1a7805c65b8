"""Addresses are found where they stand, and left alone where they are something else."""

from __future__ import annotations

import json

import pytest

from tvdbproxy.ingest.pending.replacement.text import Found, addresses, replaced

OURS = frozenset(["https://api2.example.com"])
PATH = "/temp_images/profiles/456-profile-1704110400-789.jpg"
NEW = "https://media.example/images/1"


def _swap(value: str, *, inside: bool = True) -> str:
    def address_of(found: Found) -> str | None:
        return f"{NEW}?size={found.size or 'detail'}" if found.path == PATH else None

    return replaced(value, list(addresses(value, OURS, inside=inside)), address_of)


@pytest.mark.parametrize("inside", [True, False])
def test_an_address_that_stands_alone_is_replaced(inside: bool) -> None:
    assert _swap(PATH, inside=inside) == f"{NEW}?size=detail"
    assert _swap("https://api2.example.com" + PATH, inside=inside) == f"{NEW}?size=detail"


def test_alone_means_alone() -> None:
    for value in (f"see {PATH}", f"{PATH} ", f"{PATH},{PATH}", f'"{PATH}"'):
        assert _swap(value, inside=False) == value


@pytest.mark.parametrize(
    ("value", "new"),
    [
        ('<img src="{}">', '<img src="{}">'),
        ("![me]({})", "![me]({})"),
        ("url({}), url({})", "url({}), url({})"),
        ("See {}.", "See {}."),
        ("{}\n{}", "{}\n{}"),
        ("Is it {}?", "Is it {}?"),
    ],
)
def test_addresses_within_a_text_are_replaced_each_of_them(value: str, new: str) -> None:
    new_address = f"{NEW}?size=detail"
    assert _swap(value.replace("{}", PATH)) == new.replace("{}", new_address)


def test_the_size_that_was_asked_for_is_still_asked_for() -> None:
    assert _swap(f'<img src="{PATH}?size=thumbnail">') == f'<img src="{NEW}?size=thumbnail">'
    assert _swap(f"{PATH}?size=header", inside=False) == f"{NEW}?size=header"


def test_json_stays_json_whether_its_slashes_are_escaped_or_not() -> None:
    document = {"image": PATH, "others": [f"https://api2.example.com{PATH}", "x"], "n": 1}
    plain = json.dumps(document)
    escaped = plain.replace("/", "\\/")
    wanted = {"image": f"{NEW}?size=detail", "others": [f"{NEW}?size=detail", "x"], "n": 1}
    assert json.loads(_swap(plain)) == json.loads(_swap(escaped)) == wanted
    assert "\\/images\\/1" in _swap(escaped)


@pytest.mark.parametrize(
    "value",
    [
        f"https://elsewhere.example{PATH}",
        f"http://api2.example.com{PATH}",
        f"https://api2.example.com:8443{PATH}",
        f"//api2.example.com{PATH}",
        f"https://me@api2.example.com{PATH}",
        f"/old{PATH}",
        f"..{PATH}",
        f"{PATH}/more",
        f"{PATH}x",
        f"{PATH}?v=2",
        f"{PATH}?size=enormous",
        f"{PATH}?size=thumbnail&v=2",
        f"{PATH}?$a",
        PATH.upper(),
        PATH.replace("789", "790"),
        PATH.replace(".jpg", ""),
        PATH.replace("temp_images", "temp-images"),
        "/temp_images/profiles/",
        "",
    ],
)
def test_what_is_another_address_stays(value: str) -> None:
    assert _swap(value) == value
    assert _swap(value, inside=False) == value


def test_a_long_text_of_nearly_addresses_is_read_in_no_time() -> None:
    value = "/temp_images/profiles/1-a-" * 20_000
    assert _swap(value) == value
