"""Image values as addresses of our own mirror, form for form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.urls.artwork_host import artwork_path
from tvdbproxy.urls.mirrored import is_absolute, mirrored, mirroring, unmirrored

HOST = "https://artworks.thetvdb.com"
MIRROR = "http://127.0.0.1:9000"
HOSTS = (HOST, MIRROR)
BASE = "https://tvdb.example"
PATH = "/banners/v4/series/910001/posters/aa11.jpg"

MIRRORED = [
    (f"{HOST}{PATH}", f"{BASE}{PATH}"),
    (f"http://artworks.thetvdb.com{PATH}", f"{BASE}{PATH}"),
    (f"https://thetvdb.com{PATH}", f"{BASE}{PATH}"),
    (f"https://www.thetvdb.com{PATH}", f"{BASE}{PATH}"),
    (f"{MIRROR}{PATH}", f"{BASE}{PATH}"),
    (f"{HOST}/{HOST}{PATH}", f"{BASE}{PATH}"),
    (f"/{HOST}{PATH}", f"{BASE}{PATH}"),
    (f" {HOST}{PATH}\n", f"{BASE}{PATH}"),
    (
        f"{HOST}/movies/908/backgrounds/908_t.jpg",
        f"{BASE}/banners/movies/908/backgrounds/908_t.jpg",
    ),
    (f"{HOST}/banners/_cache/posters/1-1.jpg", f"{BASE}/banners/posters/1-1_t.jpg"),
    (f"{HOST}/banners/posters/\u00e4 b.jpg", f"{BASE}/banners/posters/%C3%A4%20b.jpg"),
    ("/movies/908/backgrounds/908_t.jpg", "/banners/movies/908/backgrounds/908_t.jpg"),
    ("/banners/_cache/posters/1-1.jpg", "/banners/posters/1-1_t.jpg"),
    (f"{BASE}/banners/_cache/posters/1-1.jpg", f"{BASE}/banners/posters/1-1_t.jpg"),
]
UNTOUCHED = [
    "", " ", "/", PATH, f"{BASE}{PATH}", "x.jpg", "banners/x.jpg", "//evil.example/x.jpg", HOST,
    "https://evil.example/banners/x.jpg", "https://cdn.example/banners/x.jpg", f"{HOST}.evil/x.jpg",
    f"{BASE}/images/series/1/poster/original.webp", "data:image/png;base64,AAAA", "\ud800",
]  # fmt: skip
# What is found in records, and what is not.
PATHS = st.from_regex(r"/banners/[a-z0-9/_.%-]{0,30}[a-z0-9]\.(jpg|png)", fullmatch=True)
PARTS = st.sampled_from(
    [HOST, MIRROR, BASE, "http://thetvdb.com", "/banners", "/_cache", "/", "//", "/v4", "/a.jpg",
     "a_t.png", "?v=1", "#", " ", "\u00e4", "%C3", "..", "https://evil.example", "/http"]
)  # fmt: skip
VALUES = st.lists(PARTS, max_size=6).map("".join) | st.text(max_size=20) | PATHS


@pytest.mark.parametrize(("value", "expected"), MIRRORED)
def test_every_form_of_upstreams_becomes_ours(value: str, expected: str) -> None:
    assert mirrored(value, BASE, HOSTS) == expected
    assert mirroring(BASE, HOSTS)(value) == expected
    assert mirrored(value, f"{BASE}/", HOSTS) == expected


@pytest.mark.parametrize("value", UNTOUCHED)
def test_nothing_foreign_and_ours_stay_as_they_are(value: str) -> None:
    assert mirrored(value, BASE, HOSTS) is None
    assert mirroring(BASE, HOSTS)(value) is None


def test_our_base_may_be_the_artwork_host_itself() -> None:
    """As where names are resolved to us."""
    assert mirrored(f"{HOST}{PATH}", HOST, (HOST,)) is None
    assert mirrored(f"{HOST}/{HOST}{PATH}", HOST, (HOST,)) == f"{HOST}{PATH}"


def test_our_base_may_have_a_path() -> None:
    base = f"{MIRROR}/tvdb"
    assert mirrored(f"{HOST}{PATH}", base, HOSTS) == f"{base}{PATH}"
    assert mirrored(f"{base}{PATH}", base, HOSTS) is None


@given(VALUES, st.sampled_from([BASE, f"{BASE}/", f"{BASE}/tvdb", HOST, MIRROR]))
def test_the_fast_way_and_the_thorough_one_agree(value: str, base: str) -> None:
    assert mirroring(base, HOSTS)(value) == mirrored(value, base, HOSTS)
    assert mirroring(base, ())(value) == mirrored(value, base, ())


@given(VALUES)
def test_the_form_is_kept(value: str) -> None:
    new = mirrored(value, BASE, HOSTS)
    if new is not None:
        assert is_absolute(new) == is_absolute(value)
        assert new.startswith(f"{BASE}/banners/" if is_absolute(value) else "/banners/")


@given(VALUES, st.sampled_from([HOSTS, (MIRROR,), (BASE,), (), (f"{BASE}/banners", HOST)]))
def test_our_own_value_is_never_rewritten_again(value: str, later: tuple[str, ...]) -> None:
    new = mirrored(value, BASE, HOSTS)
    if new is not None:
        assert mirrored(new, BASE, later) is None
        assert mirroring(BASE, later)(new) is None


@given(PATHS, st.booleans())
def test_undone_a_usual_value_is_upstreams_again(path: str, absolute: bool) -> None:
    path = artwork_path(path) or ""
    value = HOST + path if absolute else path
    new = mirrored(value, BASE, HOSTS) or value
    assert unmirrored(new, BASE, HOST) == value


@pytest.mark.parametrize(
    "value", ["", "/", "https://other.example/banners/x.jpg", f"{BASE}/images/x"]
)
def test_what_was_never_ours_is_not_undone(value: str) -> None:
    assert unmirrored(value, BASE, HOST) == value
