"""Paths that the mirror is asked for: those of pictures, in every form, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.storage.rules import checked_key
from tvdbproxy.urls.banners import FAMILIES, LONGEST, Banner, banner_of

PATH = "/banners/v4/series/910001/posters/aa11.jpg"
MIRROR = "http://127.0.0.1:9000"

FORMS = [
    PATH,
    f"/https://artworks.thetvdb.com{PATH}",
    f"/http://www.thetvdb.com{PATH}",
    f"/https:/artworks.thetvdb.com{PATH}",
    f"/https://artworks.thetvdb.com/https://artworks.thetvdb.com{PATH}",
    f"/banners/https://artworks.thetvdb.com{PATH}",
    f"/banners/https:/artworks.thetvdb.com{PATH}",
    f"/{MIRROR}{PATH}",
    "/v4/series/910001/posters/aa11.jpg",
]

NO_PICTURES = [
    "", "/", "/banners/", "/banners", "/banners/x", "/banners/x.txt", "/banners/x.svg",
    "/banners/x.jpg/", "/banners/x.jpg.exe", "/banners/../x.jpg", "/banners/a/../../x.jpg",
    "/banners/./x.jpg", "/banners//x.jpg", "/banners/a//x.jpg", "/banners/a\\x.jpg",
    "/banners/x\x00.jpg", "/banners/a\nb.jpg", "/banners/\x7f.jpg", "/banners/\u202ex.jpg",
    "/banners/\ufffd.jpg", "/banners/a%2e%2e/x.jpg", "/banners/%252e/x.jpg", "/banners/x%20y.jpg",
    "/banners/" + "x" * LONGEST + ".jpg", "/banners/" + "x" * 300 + ".jpg",
    "/banners/" + "\u00e4" * 500 + ".jpg", "/https://evil.example/banners/x.jpg",
    "/banners/https://evil.example/x.jpg", "/https://artworks.thetvdb.com.evil.example/x.jpg",
    "/banners/http://127.0.0.1/x.jpg", "/banners/x.jpg?y", "/banners/x.jpg#y",
]  # fmt: skip


@pytest.mark.parametrize("path", FORMS)
def test_every_form_of_a_path_is_the_same_file(path: str) -> None:
    assert banner_of(path, (MIRROR,)) == Banner(PATH, PATH.removeprefix("/"))


def test_the_old_cache_is_the_thumbnails_of_today() -> None:
    found = banner_of("/banners/_cache/posters/1-1.jpg")
    assert found == Banner("/banners/posters/1-1_t.jpg", "banners/posters/1-1_t.jpg")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_path_without_banners_is_below_it(family: str) -> None:
    found = banner_of(f"/{family}/908/x_t.jpg")
    assert found is not None
    assert found.path == f"/banners/{family}/908/x_t.jpg"


@pytest.mark.parametrize("path", NO_PICTURES, ids=lambda path: repr(path)[:30])
def test_what_can_be_no_pictures_path_is_none(path: str) -> None:
    assert banner_of(path) is None


@pytest.mark.parametrize("extension", ["jpg", "JPG", "jpeg", "png", "gif", "webp", "avif"])
def test_pictures_have_one_of_these_ends(extension: str) -> None:
    assert banner_of(f"/banners/x.{extension}") is not None


def test_letters_of_any_script_are_escaped_on_the_way_and_plain_in_the_bucket() -> None:
    found = banner_of("/banners/posters/\u00e4 b.jpg")
    assert found == Banner("/banners/posters/%C3%A4%20b.jpg", "banners/posters/\u00e4 b.jpg")


@pytest.mark.parametrize(
    ("name", "full"),
    [("x_t.jpg", "x.jpg"), ("x_t_t.png", "x_t.png"), ("x.jpg", None), ("x_t.y.jpg", None),
     ("a_t.b/x.jpg", None)],
)  # fmt: skip
def test_a_thumbnail_is_known_by_its_name(name: str, full: str | None) -> None:
    banner = banner_of(f"/banners/{name}")
    assert banner is not None
    found = banner.full
    assert (found and found.key) == (full and f"banners/{full}")
    assert (found and found.path) == (full and f"/banners/{full}")


def test_the_folder_of_a_file_is_what_notices_name() -> None:
    banner = banner_of(PATH)
    assert banner is not None
    assert banner.folder == "banners/v4/series/910001/posters"


@given(st.text() | st.sampled_from(FORMS) | st.text().map(lambda text: f"/banners/{text}.jpg"))
def test_whatever_is_asked_it_is_below_banners_or_nothing(path: str) -> None:
    found = banner_of(path)
    if found is not None:
        assert found.path.isascii()
        assert found.path.startswith("/banners/")
        assert found.key.startswith("banners/")
        assert checked_key(found.key) == found.key
        assert len(found.path) <= LONGEST
