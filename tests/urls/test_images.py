"""The addresses of sized pictures."""

from __future__ import annotations

import pytest

from tvdbproxy.urls.images import PublicUrls, split_size

HERE = PublicUrls(base="https://images.example/")
CDN = PublicUrls(base="https://images.example", cdn="https://cdn.example/")
KEY = "series/ab/cd/1/poster/medium.webp"


@pytest.mark.parametrize(
    ("urls", "address"),
    [(PublicUrls(), "/images/series/1/poster/medium"),
     (HERE, "https://images.example/images/series/1/poster/medium")],
)  # fmt: skip
def test_an_address_is_relative_unless_we_know_our_base(urls: PublicUrls, address: str) -> None:
    assert urls.image("series", 1, "poster", "medium") == address


def test_a_revision_is_part_of_the_address() -> None:
    address = PublicUrls().image("series", 1, "poster", "medium", revision="abc")
    assert address == "/images/series/1/poster/medium?v=abc"


def test_a_picture_that_is_not_the_chosen_one_is_named() -> None:
    address = PublicUrls().image("series", 1, "poster", "medium", artwork_id=63900001)
    assert address == "/images/series/1/poster/63900001/medium"


def test_a_stored_picture_is_handed_out_by_the_cdn_if_there_is_one() -> None:
    place = (KEY, "abc", "series", 1, "poster", "medium")
    assert CDN.stored(*place) == f"https://cdn.example/{KEY}?v=abc"
    assert HERE.stored(*place) == "https://images.example/images/series/1/poster/medium?v=abc"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("medium", ("medium", None)),
        ("medium.webp", ("medium", "webp")),
        ("w185.avif", ("w185", "avif")),
        ("medium.jpg", ("medium", "jpeg")),
        ("medium.jpeg", ("medium", "jpeg")),
        ("medium.png", ("medium", "png")),
        ("medium.gif", ("medium.gif", None)),
        ("medium.WEBP", ("medium.WEBP", None)),
        ("a.b.webp", ("a.b", "webp")),
        (".webp", ("", "webp")),
        ("", ("", None)),
    ],
)
def test_a_size_may_end_in_a_format(text: str, parts: tuple[str, str | None]) -> None:
    assert split_size(text) == parts
