"""What Jellyfin's plugin asks, and what its strict reader and its downloader need."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.clients.getters import EPISODE, MOVIE, PERSON, SEASON, SERIES
from tests.clients.likeness import spelt, without_images
from tests.clients.wire import Holder, Wire, fetch

MODES = ("mirror", "sized")
REQUESTS = (
    "/search?query=glass&type=series&limit=5",
    "/search?query=the&type=movie&limit=5",
    "/search?query=ada&type=person&limit=5",
    "/search/remoteid/tt00910001",
    "/search/remoteid/910001",
    f"/series/{SERIES}",
    f"/series/{SERIES}/extended?meta=translations&short=false",
    f"/series/{SERIES}/extended?meta=episodes&short=true",
    f"/series/{SERIES}/artworks",
    f"/series/{SERIES}/episodes/official?page=0&season=1&episodeNumber=2",
    f"/series/{SERIES}/episodes/official?page=0&airDate=2021-03-04",
    f"/series/{SERIES}/episodes/default?page=0",
    f"/seasons/{SEASON}/extended?meta=translations",
    f"/episodes/{EPISODE}/extended?meta=translations",
    f"/movies/{MOVIE}/extended?meta=translations&short=false",
    f"/people/{PERSON}/extended?meta=translations",
    "/artwork/63900001/extended",
    "/artwork/types",
    "/languages",
    "/countries",
    "/updates?since={since}&type=episodes&action=update",
)
EXTENSIONS = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", REQUESTS)
def test_its_strict_reader_finds_the_types_that_upstream_has(
    wire: Wire, mode: str, path: str
) -> None:
    theirs = wire.upstream().data(path)
    ours = wire.holding(image_rewrite=mode).data(path)
    assert spelt(without_images(ours)[0]) == spelt(without_images(theirs)[0])


def test_ids_are_numbers_but_in_searches(wire: Wire) -> None:
    client = wire.holding()
    hit = client.data("/search?query=glass&type=series&limit=5")[0]
    assert (hit["tvdb_id"], hit["id"]) == ("910001", "series-910001")
    series = client.data(f"/series/{SERIES}/extended?meta=episodes")
    for part in ("artworks", "seasons", "episodes", "characters", "genres", "companies"):
        assert all(type(record["id"]) is int for record in series[part])


@pytest.mark.parametrize("mode", MODES)
def test_its_lists_of_artwork_are_never_null(wire: Wire, mode: str) -> None:
    client = wire.holding(image_rewrite=mode)
    full = "meta=translations&short=false"
    for path in (f"/series/{SERIES}/extended?{full}", f"/series/{SERIES}/artworks",
                 f"/movies/{MOVIE}/extended?{full}"):  # fmt: skip
        record = client.data(path)
        assert record["artworks"]
        assert record["lists"] is not None
        for artwork in record["artworks"]:
            assert {"image", "thumbnail", "width", "height", "type", "language"} <= artwork.keys()
    assert client.data(f"/seasons/{SEASON}/extended?meta=translations")["artwork"]


@pytest.mark.parametrize("mode", MODES)
def test_its_pictures_are_absolute_addresses_with_an_extension_that_is_true(
    wire: Wire, mode: str
) -> None:
    for address in one_of_each(wire.holding(image_rewrite=mode)):
        extension = "." + urlsplit(address).path.rpartition(".")[2]
        reply = fetch(address)
        assert (reply.status, reply.headers["Content-Type"]) == (200, EXTENSIONS[extension])
        assert len(reply.body) == int(reply.headers["Content-Length"]) > 0


def test_a_season_that_it_does_not_find_has_id_0(wire: Wire) -> None:
    refused = wire.holding().get("/seasons/0/extended?meta=translations")
    assert (refused.status, refused.message) == (400, "InvalidValueType: cannot make item path")


def test_an_empty_pin_is_none(wire: Wire) -> None:
    assert wire.login({"apikey": wire.front.key(), "pin": ""}).data["token"]


def test_types_of_artwork_are_told_by_their_lower_case_names(wire: Wire) -> None:
    types = wire.holding().data("/artwork/types")
    names = {(kind["recordType"], kind["name"].lower()) for kind in types}
    for name in ("poster", "banner", "background", "clearlogo", "clearart"):
        assert ("series", name) in names


def one_of_each(client: Holder) -> list[str]:
    """An address of each kind of picture that it downloads."""
    series = client.data(f"/series/{SERIES}/extended?meta=episodes&short=false")
    by_type = {artwork["type"]: artwork for artwork in reversed(series["artworks"])}
    found = [artwork[key] for artwork in by_type.values() for key in ("image", "thumbnail")]
    found += [season["image"] for season in series["seasons"] if season.get("image")][:1]
    found += [episode["image"] for episode in series["episodes"] if episode["image"]][:1]
    found += [series["characters"][0]["personImgURL"]]
    found += [client.data(f"/people/{PERSON}/extended?meta=translations")["image"]]
    found += [client.data("/search?query=glass&type=series&limit=5")[0]["image_url"]]
    assert len(found) > 15
    return found
