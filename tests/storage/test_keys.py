from __future__ import annotations

from datetime import date
from hashlib import sha256
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.storage.keys import (
    FOLDERS,
    VariantKey,
    incoming_key,
    parse_incoming_key,
    parse_variant_key,
    pending_key,
    source_key,
    upload_key,
    variant_key,
    variant_prefix,
)
from tvdbproxy.storage.rules import checked_key

SLUGS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)?", fullmatch=True).filter(lambda slug: len(slug) < 64)
IDS = st.integers(min_value=1, max_value=10**12)


def test_a_chosen_picture_lies_in_its_image_types_folder() -> None:
    h = sha256(b"910001").hexdigest()
    prefix = variant_prefix("series", 910001, "poster")
    assert prefix == f"series/{h[0:2]}/{h[2:4]}/910001/poster"
    assert variant_key(prefix, "thumbnail", "webp") == f"{prefix}/thumbnail.webp"


def test_another_picture_lies_one_level_deeper() -> None:
    chosen = variant_prefix("movie", 7, "fanart")
    assert variant_prefix("movie", 7, "fanart", 63900001) == f"{chosen}/63900001"


def test_every_content_type_has_its_folder() -> None:
    found = {kind: variant_prefix(kind, 1, "image").split("/")[0] for kind in FOLDERS}
    assert found == {
        "series": "series",
        "movie": "movies",
        "episode": "episodes",
        "season": "seasons",
        "person": "people",
    }


@pytest.mark.proves("Q2")
@given(
    st.sampled_from(sorted(FOLDERS)),
    IDS,
    SLUGS,
    st.none() | IDS,
    SLUGS,
    st.sampled_from(["webp", "avif", "jpg", "png"]),
)
def test_a_variant_key_says_what_it_was_made_of(
    content_type: str,
    content_id: int,
    image_type: str,
    artwork_id: int | None,
    size: str,
    extension: str,
) -> None:
    prefix = variant_prefix(content_type, content_id, image_type, artwork_id)
    key = variant_key(prefix, size, extension)
    assert parse_variant_key(key) == VariantKey(
        content_type, content_id, image_type, artwork_id, size, extension
    )
    assert checked_key(key) == key


@pytest.mark.parametrize(
    "key",
    [
        "",
        "banners/v4/series/1/posters/a.jpg",
        "uploads/2026-11-21/1/source.jpg",
        "selftest/0a1b/0/a",
        "series/00/00/910001/poster/large.webp",
        "series/{h}/0910001/poster/large.webp",
        "movie/{h}/910001/poster/large.webp",
        "series/{h}/910001/poster/large",
        "series/{h}/910001/poster",
        "series/{h}/910001/poster/x/large.webp",
        "series/{h}/910001/poster/1/2/large.webp",
        "series/{h}/910001/poster/large.webp\n",
        "/series/{h}/910001/poster/large.webp",
    ],
)
def test_a_key_that_is_no_variants_is_not_taken_for_one(key: str) -> None:
    digest = sha256(b"910001").hexdigest()
    assert parse_variant_key(key.format(h=f"{digest[0:2]}/{digest[2:4]}")) is None


@pytest.mark.proves("Q1", "Q2")
@pytest.mark.parametrize(
    ("content_type", "content_id", "image_type", "artwork_id"),
    [
        ("movies", 1, "poster", None),
        ("../x", 1, "poster", None),
        ("series", 0, "poster", None),
        ("series", -1, "poster", None),
        ("series", 1, "../poster", None),
        ("series", 1, "Poster", None),
        ("series", 1, "", None),
        ("series", 1, "a" * 65, None),
        ("series", 1, "poster", 0),
    ],
)
def test_words_that_are_no_part_of_a_key_are_refused(
    content_type: str, content_id: int, image_type: str, artwork_id: int | None
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        variant_prefix(content_type, content_id, image_type, artwork_id)
    assert caught.value.code == "invalid_key"


@pytest.mark.parametrize(("size", "extension"), [("a/b", "webp"), ("large", ".webp"), ("", "jpg")])
def test_a_size_or_extension_that_is_none_is_refused(size: str, extension: str) -> None:
    with pytest.raises(InvalidRequest):
        variant_key("series/a/b/1/poster", size, extension)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/banners/v4/series/1/posters/a.jpg", "banners/v4/series/1/posters/a.jpg"),
        ("banners/posters/78804-1.jpg", "banners/posters/78804-1.jpg"),
        ("/banners/a%20b.jpg", "banners/a b.jpg"),
        ("/banners/%61.jpg", "banners/a.jpg"),
        ("/banners/%C3%A9.jpg", "banners/é.jpg"),
        ("/banners/é.jpg", "banners/é.jpg"),
        ("/banners/a+b.jpg", "banners/a+b.jpg"),
        ("/banners/100%.jpg", "banners/100%.jpg"),
        ("/banners/a%3Fb.jpg", "banners/a?b.jpg"),
    ],
)
def test_a_source_lies_under_its_path_upstream(path: str, key: str) -> None:
    assert source_key(path) == key


@pytest.mark.proves("Q1", "Q2")
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "//banners/a.jpg",
        "/banners/../../etc/passwd",
        "/banners/%2e%2e/%2E%2e/a.jpg",
        "/banners/%252e%252e/a.jpg",
        "/banners%2fa.jpg",
        "/banners/..%2F..%2Fa.jpg",
        "/banners/..\\a.jpg",
        "/banners/%5c..%5ca.jpg",
        "/banners/a%00.jpg",
        "/banners/%ff%fe.jpg",
        "/banners/a.jpg?x=1",
        "/banners/a.jpg#x",
        "/banners/%0d%0aX:1",
        "/banners//a.jpg",
        "/banners/./a.jpg",
        "/banners/",
    ],
)
def test_an_unsafe_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        source_key(path)
    assert caught.value.code == "invalid_key"


@pytest.mark.proves("Q1", "Q2")
@given(st.text(max_size=60))
def test_a_source_key_is_safe_or_refused_whatever_the_path(path: str) -> None:
    try:
        key = source_key(path)
    except InvalidRequest:
        return
    assert checked_key(key) == key
    assert source_key("/" + quote(key)) == key


def test_an_upload_lies_under_its_day() -> None:
    assert (
        upload_key(date(2026, 11, 21), "0a1b-2c", "png") == "uploads/2026-11-21/0a1b-2c/source.png"
    )
    for image_id, extension in (("../1", "png"), ("1", "p/ng"), ("1", "")):
        with pytest.raises(InvalidRequest):
            upload_key(date(2026, 11, 21), image_id, extension)


def test_a_picture_of_the_pending_queue_lies_under_its_day() -> None:
    day = date(2026, 11, 21)
    assert pending_key(day, "0a1b-2c", "png") == "pending/2026-11-21/0a1b-2c/source.png"
    for unique_id, extension in (("../1", "png"), ("1", "p/ng"), ("1", "")):
        with pytest.raises(InvalidRequest):
            pending_key(day, unique_id, extension)


def test_what_arrived_is_known_by_its_key() -> None:
    image_id = "0b6f2f9c-8f5e-4c5e-9f0e-000000000001"
    assert incoming_key(image_id) == f"incoming/{image_id}"
    assert parse_incoming_key(incoming_key(image_id)) == image_id


@pytest.mark.parametrize(
    "key",
    [
        "",
        "incoming/",
        "incoming/x",
        "0b6f2f9c-8f5e-4c5e-9f0e-000000000001",
        "incoming/0b6f2f9c-8f5e-4c5e-9f0e-00000000000",
        "incoming/0b6f2f9c-8f5e-4c5e-9f0e-0000000000011",
        "incoming/0B6F2F9C-8F5E-4C5E-9F0E-000000000001",
        "incoming/0b6f2f9c-8f5e-4c5e-9f0e-000000000001/a",
        "incoming/0b6f2f9c-8f5e-4c5e-9f0e-000000000001\n",
        "incoming/../0b6f2f9c-8f5e-4c5e-9f0e-000000000001",
        "a/incoming/0b6f2f9c-8f5e-4c5e-9f0e-000000000001",
    ],
)
def test_keys_that_no_address_was_given_out_for_are_of_no_picture(key: str) -> None:
    assert parse_incoming_key(key) is None
