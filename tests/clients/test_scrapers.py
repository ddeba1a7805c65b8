"""Kyoo, SickChill and the add-on for Stremio: their requests, and the traps that each sets."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.clients.getters import CONTINUING, MOVIE, SEASON, SERIES
from tests.clients.wire import Holder, Wire

KYOO = (
    "/search?query=glass%20harbour&year=2021&type=series",
    f"/series/{SERIES}/extended?meta=translations",
    f"/series/{SERIES}/episodes/default/eng",
    f"/seasons/{SEASON}/extended",
    f"/seasons/{SEASON}/translations/eng",
)
SICKCHILL = (
    "/search?query=glass",
    "/search/remoteid/tt00910001",
    f"/series/{SERIES}",
    f"/series/{SERIES}/extended",
    f"/series/{SERIES}/extended?short=true",
    f"/series/{SERIES}/translations/deu",
    f"/series/{SERIES}/episodes/official?page=1",
    "/updates?since={since}&type=series&page=0",
)
STREMIO = (
    "/search?query=long&type=movie",
    f"/series/{CONTINUING}",
    f"/movies/{MOVIE}",
    f"/movies/{MOVIE}/extended",
    f"/series/{CONTINUING}/artworks",
    f"/series/{CONTINUING}/episodes/default?page=0",
    "/updates?since={since}",
)


@pytest.mark.parametrize("path", sorted({*KYOO, *SICKCHILL, *STREMIO}))
@pytest.mark.parametrize("mode", ["mirror", "sized"])
def test_what_they_ask_is_answered_200_and_success(wire: Wire, mode: str, path: str) -> None:
    reply = wire.holding(image_rewrite=mode).get(path)
    assert reply.data
    assert reply.headers["Content-Type"] == "application/json; charset=UTF-8"


def test_kyoo_chooses_artwork_by_language_then_without_one_by_score(wire: Wire) -> None:
    series = wire.holding().data(f"/series/{SERIES}/extended?meta=translations")
    for language in ("eng", None):
        posters = [
            artwork
            for artwork in series["artworks"]
            if artwork["type"] == 2 and artwork["language"] == language
        ]
        best = max(posters, key=lambda artwork: artwork["score"])
        assert best["image"].startswith(f"{wire.front.base}/banners/")


@pytest.mark.parametrize("path", ["/genres", f"/series/{SERIES}/extended"])
def test_who_asks_too_often_is_told_in_seconds_when_to_come_again(wire: Wire, path: str) -> None:
    """Both read ``Retry-After`` as a number; a date would be an error to them."""
    client = wire.holding(rate_limit="2/minute")
    replies = [client.get(path) for _ in range(4)]
    assert [reply.status for reply in replies[:2]] == [200, 200]
    refused = replies[-1]
    assert refused.status == 429
    assert refused.message
    assert 0 < float(refused.headers["Retry-After"]) <= 60


def test_sickchill_takes_404_for_none_and_asks_no_more(wire: Wire) -> None:
    refused = wire.holding().get("/series/99999999/extended")
    assert refused.status == 404
    assert refused.message == "NotFoundException: error fetching series"


@pytest.mark.parametrize("mode", ["mirror", "sized"])
def test_stremio_knows_logos_by_the_words_of_their_paths(wire: Wire, mode: str) -> None:
    artworks = wire.holding(image_rewrite=mode).data(f"/series/{SERIES}/artworks")["artworks"]
    logos = [artwork for artwork in artworks if artwork["type"] == 23]
    assert logos
    assert all("/clearlogo/" in urlsplit(artwork["image"]).path for artwork in logos)
    others = [artwork for artwork in artworks if artwork["type"] != 23]
    assert not any("/clearlogo/" in artwork["image"] for artwork in others)


def test_a_bad_token_is_401_and_never_403(wire: Wire) -> None:
    """They log in again on 401, once, and give up on anything else."""
    key, token = wire.front.key(), wire.holding().token
    cut, changed = token[:-4], token.replace(".", ".e30", 1)
    for bad in ("", "x", "a.b.c", cut, changed, key, f"{token} {token}"):
        reply = Holder(wire.front.base, bad).get("/genres")
        assert (reply.status, reply.message) == (401, "Unauthorized")
