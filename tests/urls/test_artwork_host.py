"""Upstream's image values, in every form that was seen, as one path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.urls.artwork_host import artwork_path, artwork_url

PATH = "/banners/v4/series/910001/posters/aa11.jpg"
MIRROR = "http://127.0.0.1:9000"

FORMS = [
    PATH,
    f"https://artworks.thetvdb.com{PATH}",
    f"http://artworks.thetvdb.com{PATH}",
    f"HTTPS://Artworks.TheTVDB.com{PATH}",
    f"https://thetvdb.com{PATH}",
    f"https://www.thetvdb.com{PATH}",
    f"https://artworks.thetvdb.com/https://artworks.thetvdb.com{PATH}",
    f"https://artworks.thetvdb.com/https://www.thetvdb.com{PATH}",
    f"/https://artworks.thetvdb.com{PATH}",
    f"https://artworks.thetvdb.com/{PATH}",
    f"  {PATH}\n",
    f"{PATH}?v=2",
    f"{PATH}#top",
    f"{MIRROR}{PATH}",
    f"{MIRROR}/https://artworks.thetvdb.com{PATH}",
]

NO_PICTURES: list[object] = [
    None, 0, True, [], {}, "", " ", "/", "//", "https://artworks.thetvdb.com",
    "https://artworks.thetvdb.com/", "/banners/", "banners/x.jpg", "x.jpg",
    "https://evil.example/banners/x.jpg", "//evil.example/banners/x.jpg", "//[", "/\\evil.example/",
    "https://artworks.thetvdb.com.evil.example/x.jpg", "https://artworks.thetvdb.com@evil.example/",
    "https://artworks-thetvdb.com/x.jpg", "ftp://artworks.thetvdb.com/x.jpg", "javascript:alert(1)",
    "/banners/\x00.jpg", "/banners/a\nb.jpg", "/banners/\ud800.jpg", "/banners/" + "x" * 3000,
    "https://artworks.thetvdb.com/" * 100_000, "/banners/" + "\U0001f600" * 500,
]  # fmt: skip


@pytest.mark.parametrize("value", FORMS)
def test_every_form_means_the_same_path(value: str) -> None:
    assert artwork_path(value, (MIRROR + "/",)) == PATH


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("/movies/908/backgrounds/908_t.jpg", "/banners/movies/908/backgrounds/908_t.jpg"),
        ("/banners/_cache/posters/1-1.jpg", "/banners/posters/1-1_t.jpg"),
        ("/banners/_cache/_cache/posters/1-1.jpg", "/banners/posters/1-1_t.jpg"),
        ("https://www.thetvdb.com/banners/_cache/posters/1-1.jpg", "/banners/posters/1-1_t.jpg"),
        ("/banners/posters/ä b.jpg", "/banners/posters/%C3%A4%20b.jpg"),
        ("/banners/posters/%C3%A4%20b.jpg", "/banners/posters/%C3%A4%20b.jpg"),
    ],
)
def test_forms_of_former_years_mean_the_path_of_today(value: str, path: str) -> None:
    assert artwork_path(value) == path


@pytest.mark.parametrize("value", NO_PICTURES, ids=lambda value: repr(value)[:30])
def test_nothing_and_foreign_addresses_are_no_picture(value: object) -> None:
    assert artwork_path(value) is None


def test_another_host_is_a_foreign_one_unless_it_is_ours() -> None:
    assert artwork_path(f"{MIRROR}{PATH}") is None


@given(st.text() | st.sampled_from(FORMS))
def test_a_path_is_always_below_banners_and_stays_as_it_is(value: str) -> None:
    path = artwork_path(value)
    if path is not None:
        assert path.startswith("/banners/")
        assert path.isascii()
        assert artwork_path(path) == path


def test_a_picture_is_fetched_from_the_first_host() -> None:
    assert artwork_url(PATH, ("https://a.example/", "https://b.example")) == (
        f"https://a.example{PATH}"
    )
