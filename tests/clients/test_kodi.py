"""What Kodi's scraper asks with a key that spares characters, and how it glues addresses."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from tests.clients.getters import EPISODE, MOVIE, SERIES
from tests.clients.wire import Holder, Wire, fetch

ORDERS = ("default", "absolute", "dvd", "alternate", "regional", "altdvd", "official")
MODES = ("mirror", "sized")


def holding(wire: Wire, mode: str) -> Holder:
    """With the token that it gets for all that it sends."""
    key = wire.front.key(image_rewrite=mode, spare_characters=True)
    sent = {"apikey": key, "pin": "", "gender": "x", "birthYear": 1990, "uuid": "0-1-2"}
    return Holder(wire.front.base, wire.login(sent).data["token"])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "path", [f"/series/{SERIES}/extended", f"/movies/{MOVIE}/extended", "/people/300008/extended"]
)
def test_glued_addresses_of_characters_lead_to_pictures(wire: Wire, mode: str, path: str) -> None:
    host = wire.front.sample.artwork_host
    ours, theirs = holding(wire, mode).data(path), wire.upstream().data(path)
    assert ours["characters"] == theirs["characters"]
    glued = [address for c in ours["characters"] if (address := as_kodi_glues(c, host))]
    assert glued
    for address in glued[:2]:
        assert fetch(address).status == 200
    assert ours["image"] != theirs["image"], "only characters are spared"


@pytest.mark.parametrize("mode", MODES)
def test_what_is_no_character_leads_to_us(wire: Wire, mode: str) -> None:
    series = holding(wire, mode).data(f"/series/{SERIES}/extended")
    addresses = [artwork["image"] for artwork in series["artworks"]] + [series["image"]]
    assert all(address.startswith(wire.front.base) for address in addresses)
    assert {artwork["type"] for artwork in series["artworks"]} >= {1, 2, 3, 5, 7, 22, 23}
    episode = holding(wire, mode).data(f"/episodes/{EPISODE}/extended")
    assert episode["image"].startswith(wire.front.base)


@pytest.mark.parametrize("order", ORDERS)
def test_it_turns_pages_until_one_is_empty(wire: Wire, order: str) -> None:
    client, theirs = holding(wire, "mirror"), wire.upstream()
    for page in range(30):
        path = f"/series/{SERIES}/episodes/{order}?page={page}"
        ours, upstream = client.get(path), theirs.get(path)
        assert ours.status == upstream.status == 200
        episodes = ours.data["episodes"]
        assert [e["id"] for e in episodes] == [e["id"] for e in upstream.data["episodes"]]
        if not episodes:
            return
    raise AssertionError("there is always another page")


@pytest.mark.parametrize("record", [f"/series/{SERIES}", f"/episodes/{EPISODE}"])
def test_a_language_that_is_not_there_is_404_and_english_is(wire: Wire, record: str) -> None:
    client = holding(wire, "mirror")
    refused = client.get(f"{record}/translations/fin")
    assert (refused.status, refused.message[:17]) == (404, "NotFoundException")
    assert client.data(f"{record}/translations/eng")["language"] == "eng"


def test_gzip_is_told_and_is_gzip(wire: Wire) -> None:
    client, path = holding(wire, "mirror"), f"/series/{SERIES}/extended"
    plain, packed = client.get(path), client.get(path, Accept_Encoding="gzip")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert plain.headers["ETag"] != packed.headers["ETag"]
    again = client.get(path, Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def as_kodi_glues(character: dict[str, Any], host: str) -> str:
    """Its own picture or the person's; what does not begin with the artwork host gets it."""
    image = character["image"] or character["personImgURL"] or ""
    return image if not image or image.startswith(host) else host + image
