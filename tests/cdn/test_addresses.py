"""Where caches keep a picture."""

from __future__ import annotations

import pytest

from tvdbproxy.cdn import addresses
from tvdbproxy.storage import keys

DIGEST = "ab" * 32


@pytest.mark.parametrize(
    ("address", "spelt"),
    [
        ("/images/series/1/*", {"/images/series/1/*", "/api/v1/images/series/1/*"}),
        (
            "/images/person/7/*",
            {
                "/images/person/7/*",
                "/images/people/7/*",
                "/api/v1/images/person/7/*",
                "/api/v1/images/people/7/*",
            },
        ),
        ("/api/images/123*", {"/api/images/123*", "/serve/123*"}),
        ("/api/images/a-b*", {"/api/images/a-b*", "/serve/a-b*", "/api/v1/images/a-b/direct*"}),
        ("/banners/posters/a.jpg", {"/banners/posters/a.jpg", "/posters/a.jpg"}),
        ("/banners/v4/a.jpg", {"/banners/v4/a.jpg"}),
        ("https://cdn.example/x/*", {"https://cdn.example/x/*"}),
    ],
)
def test_every_spelling_of_an_address_is_meant(address: str, spelt: set[str]) -> None:
    assert set(addresses.spellings(address)) == spelt


@pytest.mark.parametrize("artwork_id", [None, 77])
def test_a_variant_is_its_titles(artwork_id: int | None) -> None:
    prefix = keys.variant_prefix("movie", 5, "fanart", artwork_id)
    key = keys.variant_key(prefix, "small", "webp")
    folder = prefix.split("/fanart")[0]
    assert addresses.of_objects(key, "") == ["/images/movie/5/*"]
    assert addresses.of_objects(key, "https://cdn.example/x/") == [
        "/images/movie/5/*",
        f"https://cdn.example/x/{folder}/*",
    ]


def test_other_objects_are_where_they_are_shown() -> None:
    media = keys.media_key(keys.media_prefix(DIGEST, "r1"), "small", "webp")
    assert addresses.of_objects(media, "") == []
    assert addresses.of_objects(media, "https://cdn.example") == [
        f"https://cdn.example/media/ab/ab/{DIGEST}/*"
    ]
    assert addresses.of_objects("banners/a b/é.jpg", "") == ["/banners/a%20b/%C3%A9.jpg"]
    assert addresses.of_objects("incoming/x", "https://cdn.example") == []
