"""Sonarr's side of pictures: HEAD, then a comparison of lengths, then perhaps GET."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.clients.getters import MOVIE, SERIES
from tests.clients.wire import Wire, fetch

# What browsers, servers and scrapers say that they would like to have.
ACCEPTED = (
    "",
    "*/*",
    "image/*",
    "image/webp,image/avif,*/*;q=0.8",
    "text/html",
    "application/json",
)
TITLES = (f"/series/{SERIES}/extended", "/series/910002/extended", f"/movies/{MOVIE}/extended")


def paths_of(wire: Wire, title: str) -> list[str]:
    """The paths of a title's pictures at the artwork host, thumbnails too, one of each type."""
    artworks = wire.upstream().data(title)["artworks"]
    by_type = {artwork["type"]: artwork for artwork in artworks}
    return [
        urlsplit(artwork[key]).path
        for artwork in by_type.values()
        for key in ("image", "thumbnail")
    ]


@pytest.mark.parametrize("title", TITLES)
def test_head_tells_the_length_of_what_get_brings(wire: Wire, title: str) -> None:
    for path in paths_of(wire, title):
        theirs = fetch(f"{wire.front.sample.artwork_host}{path}")
        head = fetch(f"{wire.front.base}{path}", "HEAD")  # the first that anybody asks
        assert (head.status, head.body) == (theirs.status, b"")
        if theirs.status != 200:
            continue
        assert int(head.headers["Content-Length"]) == len(theirs.body)
        got = fetch(f"{wire.front.base}{path}")
        assert got.body == theirs.body
        assert got.headers["Content-Type"] == theirs.headers["Content-Type"]
        for name in ("ETag", "Last-Modified", "Cache-Control", "Content-Type", "Accept-Ranges"):
            assert head.headers[name] == got.headers[name]


def test_nothing_that_a_client_accepts_changes_the_bytes(wire: Wire) -> None:
    path = paths_of(wire, TITLES[0])[0]
    bodies = {fetch(f"{wire.front.base}{path}", Accept=accepted).body for accepted in ACCEPTED}
    packed = fetch(f"{wire.front.base}{path}", Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] is None
    assert bodies == {packed.body}


def test_a_picture_that_is_not_there_is_404_to_both(wire: Wire) -> None:
    for method in ("HEAD", "GET"):
        reply = fetch(f"{wire.front.base}/banners/v4/series/1/posters/none.jpg", method)
        assert reply.status == 404


def test_who_has_it_already_gets_304(wire: Wire) -> None:
    address = f"{wire.front.base}{paths_of(wire, TITLES[0])[0]}"
    first = fetch(address)
    for asked in (
        {"If_None_Match": first.headers["ETag"]},
        {"If_Modified_Since": first.headers["Last-Modified"]},
    ):
        assert fetch(address, **asked).status == 304
        assert fetch(address, "HEAD", **asked).status == 304


def test_half_a_download_is_continued(wire: Wire) -> None:
    address = f"{wire.front.base}{paths_of(wire, TITLES[0])[0]}"
    whole = fetch(address)
    rest = fetch(address, Range="bytes=100-", If_Range=whole.headers["ETag"])
    assert (rest.status, rest.body) == (206, whole.body[100:])
    assert fetch(address, Range="bytes=100-", If_Range='"another"').body == whole.body
