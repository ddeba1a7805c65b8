"""Answers of upstream's as clients want them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.house.titles import change, hang
from tvdbproxy.catalogue.rewriting import ImageRewriter, Rewrite, Rewritten
from tvdbproxy.catalogue.rewriting.rewriter import Mode
from tvdbproxy.db.database import Database
from tvdbproxy.urls.images import PublicUrls

HOST = "https://artworks.thetvdb.com"
BASE = "https://tvdb.example"
CDN = "https://cdn.example"
SIZES = frozenset(["original", "large", "medium", "small", "thumbnail"])
POSTER = "/banners/v4/series/1/posters/aa11.jpg"
FANART = "/banners/v4/series/1/backgrounds/bb22.jpg"
UNKNOWN = "/banners/v4/series/1/posters/unknown.jpg"
MADE = datetime(2026, 5, 1, 12, tzinfo=UTC)
IMAGES = f"{BASE}/images"
STORED: dict[str, Any] = {
    "revision": "abc123",
    "state": "ready",
    "storage_path": "series/6b/86/1/poster",
    "processed_at": MADE,
    "width": 340,
    "height": 500,
    "dominant_color": "#102030",
    "placeholder": "0a0b0c",
}
RECORD = (
    """{"status":"success","data":{"id":1,"image":"HOSTPOSTER.jpg", "score": 1.50,\
"artworks":[{"id":11,"type":2,"image":"HOSTPOSTER.jpg","thumbnail":"HOSTPOSTER_t.jpg","width":0,\
"height":null},{"id":12,"type":3,"image":"HOSTFANART.jpg","thumbnail":"HOSTFANART_t.jpg",\
"width":1920,"height":1080}],"characters":[{"id":5,"type":3,"image":null,"peopleType":"Actor",\
"personImgURL":"HOST/banners/person/7.jpg"}],"lists":[{"image":""}]}}""".replace("HOST", HOST)
    .replace("POSTER", POSTER.removesuffix(".jpg"))
    .replace("FANART", FANART.removesuffix(".jpg"))
    .encode()
)


@pytest.fixture
def house(database: Database) -> Database:
    """A series with a chosen poster and a fanart that is not the chosen one."""
    hang(database, POSTER)
    hang(database, FANART, artwork_id=12, image_type="fanart", is_chosen=False)
    return database


def rewriter(database: Database, **given: Any) -> ImageRewriter:
    whole = {"urls": PublicUrls("https://not-this.example"), "hosts": (HOST,), **given}
    return ImageRewriter(database=database, stored_sizes=SIZES, **whole)


def apply(database: Database, body: bytes, mode: Mode = "sized", **how: Any) -> Rewritten:
    return rewriter(database).apply(body, Rewrite(mode=mode, base=BASE, **how))


def value_of(database: Database, value: str, key: str = "image", **given: Any) -> str:
    """What one value becomes in mode sized."""
    body = json.dumps({key: value}).encode()
    done = rewriter(database, **given).apply(body, Rewrite(mode="sized", base=BASE))
    new: str = json.loads(done.body)[key]
    return new


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL that is said meanwhile."""
    said: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", hear)
    yield said
    event.remove(database.engine, "before_cursor_execute", hear)


def test_off_changes_nothing_whatever_else_is_wished(house: Database) -> None:
    how = Rewrite(mode="off", enrich=True, spare_characters=True)
    assert rewriter(house).apply(RECORD, how) == Rewritten(RECORD, None)


def test_mirror_changes_the_host_alone_and_asks_no_database(house: Database) -> None:
    with statements(house) as said:
        done = apply(house, RECORD, "mirror")
    assert done == Rewritten(RECORD.replace(HOST.encode(), BASE.encode()), None)
    assert said == []


def test_sized_names_our_sizes_of_the_pictures_that_we_know(house: Database) -> None:
    done = apply(house, RECORD)
    data = json.loads(done.body)["data"]
    assert data["image"] == f"{IMAGES}/series/1/poster/original.webp"
    poster, fanart = data["artworks"]
    assert poster["image"] == f"{IMAGES}/series/1/poster/original.webp"
    assert poster["thumbnail"] == f"{IMAGES}/series/1/poster/w342.webp"
    assert fanart["image"] == f"{IMAGES}/series/1/fanart/12/original.webp"
    assert fanart["thumbnail"] == f"{IMAGES}/series/1/fanart/12/small.webp"
    assert data["characters"][0]["personImgURL"] == f"{BASE}/banners/person/7.jpg"
    assert done.pictures_changed_at is None


def test_sized_leaves_all_other_bytes_as_they_came(house: Database) -> None:
    new = apply(house, RECORD).body
    assert b', "score": 1.50,"artworks":[{"id":11,' in new
    assert new.endswith(b'"lists":[{"image":""}]}}')


def test_an_answer_stays_the_same_when_its_pictures_are_made(house: Database) -> None:
    before = apply(house, RECORD)
    change(house, 11, **STORED)
    assert apply(house, RECORD) == before


@pytest.mark.parametrize(
    "value", [POSTER, POSTER.replace(".jpg", "_t.jpg"), "/v4/series/1/posters/aa11.jpg"]
)
def test_relative_values_stay_below_banners(house: Database, value: str) -> None:
    """Clients put the artwork host before them."""
    expected = value if value.startswith("/banners/") else f"/banners{value}"
    assert value_of(house, value) == expected


def test_what_we_do_not_know_is_mirrored(house: Database) -> None:
    assert value_of(house, HOST + UNKNOWN) == BASE + UNKNOWN
    assert value_of(house, "https://foreign.example/x.jpg") == "https://foreign.example/x.jpg"
    assert value_of(house, "") == ""


def test_a_doubled_host_means_the_same_picture(house: Database) -> None:
    assert value_of(house, f"{HOST}/{HOST}{POSTER}").startswith(f"{IMAGES}/series/1/poster/")


def test_a_thumbnail_is_one_under_whatever_key(house: Database) -> None:
    thumbnail = f"{IMAGES}/series/1/poster/w342.webp"
    tailed = HOST + POSTER.replace(".jpg", "_t.jpg")
    assert value_of(house, tailed, "image") == thumbnail
    assert value_of(house, f"{HOST}/banners/_cache/{POSTER.removeprefix('/banners/')}") == thumbnail
    assert value_of(house, HOST + POSTER, "thumbnail") == thumbnail


def test_a_picture_whose_own_name_ends_like_a_thumbnails_is_none(database: Database) -> None:
    path = "/banners/posters/cat_t.jpg"
    hang(database, path)
    assert value_of(database, HOST + path).endswith("/original.webp")


@pytest.mark.parametrize("state", ["failed", "missing"])
def test_a_picture_that_can_not_be_had_is_mirrored(house: Database, state: str) -> None:
    change(house, 11, state=state)
    assert value_of(house, HOST + POSTER) == BASE + POSTER
    change(house, 11, revision="abc123", storage_path="here")
    assert value_of(house, HOST + POSTER).startswith(IMAGES)


def test_where_nothing_is_made_on_demand_only_stored_pictures_are_named(house: Database) -> None:
    assert value_of(house, HOST + POSTER, only_stored=True) == BASE + POSTER
    change(house, 11, **STORED)
    assert value_of(house, HOST + POSTER, only_stored=True).startswith(IMAGES)


def test_a_picture_that_no_address_leads_to_is_mirrored(database: Database) -> None:
    """``image`` means the poster of a series."""
    hang(database, POSTER, image_type="image", is_chosen=False)
    assert value_of(database, HOST + POSTER) == BASE + POSTER


def test_of_pictures_at_one_path_a_chosen_one_is_named_and_then_the_oldest(
    database: Database,
) -> None:
    for number, content_id, chosen in ((13, 3, False), (14, 4, True), (15, 5, True)):
        hang(database, POSTER, artwork_id=number, content_id=content_id, is_chosen=chosen)
    assert value_of(database, HOST + POSTER) == f"{IMAGES}/series/4/poster/original.webp"


def test_the_extension_is_that_of_the_stored_format(house: Database) -> None:
    urls = PublicUrls(extension="jpg")
    assert value_of(house, HOST + POSTER, urls=urls).endswith("/original.jpg")


def test_many_pictures_are_few_questions(database: Database) -> None:
    values = [f"{HOST}/banners/posters/{number}.jpg" for number in range(600)]
    body = json.dumps([{"image": value} for value in values]).encode()
    hang(database, "/banners/posters/599.jpg")
    with statements(database) as said:
        done = apply(database, body)
    assert len([statement for statement in said if "FROM artwork" in statement]) == 2
    assert json.loads(done.body)[599]["image"] == f"{IMAGES}/series/1/poster/original.webp"


def test_a_cdn_is_named_for_what_every_stored_picture_has(house: Database) -> None:
    change(house, 11, **STORED)
    urls = PublicUrls(cdn=CDN)
    done = rewriter(house, urls=urls).apply(RECORD, Rewrite(mode="sized", base=BASE))
    poster, fanart = json.loads(done.body)["data"]["artworks"]
    assert poster["image"] == f"{CDN}/series/6b/86/1/poster/original.webp?v=abc123"
    assert poster["thumbnail"] == f"{IMAGES}/series/1/poster/w342.webp"
    assert fanart["image"] == f"{IMAGES}/series/1/fanart/12/original.webp"
    assert done.pictures_changed_at == MADE


def test_the_latest_change_of_a_picture_at_the_cdn_is_told(house: Database) -> None:
    change(house, 11, **STORED)
    change(house, 12, **{**STORED, "processed_at": MADE + timedelta(days=1)})
    rewriter_ = rewriter(house, urls=PublicUrls(cdn=CDN))
    done = rewriter_.apply(RECORD, Rewrite(mode="sized", base=BASE))
    assert done.pictures_changed_at == MADE + timedelta(days=1)


@pytest.mark.parametrize("mode", ["mirror", "sized"])
@pytest.mark.parametrize("enriched", [False, True])
def test_characters_can_be_spared(house: Database, mode: Mode, enriched: bool) -> None:
    done = apply(house, RECORD, mode, spare_characters=True, enrich=enriched)
    data = json.loads(done.body)["data"]
    assert data["characters"][0]["personImgURL"] == f"{HOST}/banners/person/7.jpg"
    assert data["image"].startswith(BASE)


def test_enriched_artworks_tell_what_we_know(house: Database) -> None:
    change(house, 11, **STORED)
    done = apply(house, RECORD, "mirror", enrich=True)
    poster, fanart = json.loads(done.body)["data"]["artworks"]
    assert base64.b64decode(poster["placeholder"]) == b"\x0a\x0b\x0c"
    assert poster["dominant_color"] == "#102030"
    assert (poster["width"], poster["height"]) == (340, 500)
    widths = [92, 154, 185, 342]
    assert poster["srcset"] == ", ".join(
        f"{IMAGES}/series/1/poster/w{w}.webp {min(w, 340)}w" for w in widths
    )
    assert poster["image"] == BASE + POSTER
    # Known, but not stored yet.
    assert "placeholder" not in fanart
    assert (fanart["width"], fanart["height"]) == (1920, 1080)
    assert fanart["srcset"].endswith(f"{IMAGES}/series/1/fanart/12/w1920.webp 1920w")
    assert done.pictures_changed_at == MADE


def test_enrichment_changes_no_other_value(house: Database) -> None:
    change(house, 11, **STORED)
    data = json.loads(apply(house, RECORD, "mirror", enrich=True).body)["data"]
    undone = json.loads(json.dumps(data).replace(BASE + "/banners", HOST + "/banners"))
    for entry in undone["artworks"]:
        for name in ("placeholder", "dominant_color", "srcset"):
            entry.pop(name, None)
    undone["artworks"][0] |= {"width": 0, "height": None}
    assert undone == json.loads(RECORD)["data"]


def test_upstreams_measures_win(house: Database) -> None:
    change(house, 11, **STORED)
    body = RECORD.replace(b'"width":0,"height":null', b'"width":680,"height":1000')
    poster = json.loads(apply(house, body, "mirror", enrich=True).body)["data"]["artworks"][0]
    assert (poster["width"], poster["height"]) == (680, 1000)


@pytest.mark.parametrize(
    "document",
    [
        {"data": {"id": 11, "type": 2, "image": POSTER, "thumbnail": POSTER}},
        {"data": {"id": 9, "artwork": [{"id": 11, "type": 2, "image": POSTER}]}},
        {"data": [{"series": {"artworks": [None, {"id": 11, "type": 2, "image": POSTER}]}}]},
    ],
)
def test_artworks_are_enriched_wherever_they_are(house: Database, document: Any) -> None:
    assert b'"srcset":' in apply(house, json.dumps(document).encode(), "mirror", enrich=True).body


@pytest.mark.parametrize(
    "document",
    [
        {"data": {"id": 11, "type": 3, "image": POSTER, "peopleType": "Actor"}},
        {"data": {"id": 11, "type": {"id": 1}, "image": POSTER, "thumbnail": POSTER}},
        {"data": {"artworks": [{"id": 11, "image": POSTER}, {"id": True, "type": 2, "image": ""}]}},
        {"data": {"artworks": [{"id": 10**30, "type": 2, "image": POSTER}]}},
        {"data": {"artworks": [{"id": -1, "type": 2, "image": POSTER}]}},
        {"data": {"artworks": None, "artwork": {"id": 11, "type": 2, "image": POSTER}}},
        {"data": None},
        [{"id": 11, "type": 2, "image": POSTER}],
        7,
    ],
)  # fmt: skip
def test_what_is_no_artwork_of_ours_is_not_enriched(house: Database, document: Any) -> None:
    done = apply(house, json.dumps(document).encode(), "mirror", enrich=True)
    assert json.loads(done.body) == document


def test_enriched_text_is_written_as_upstream_writes_it(house: Database) -> None:
    plain = '{"name":"\u96ea \U0001f600"}'.encode()
    assert apply(house, plain, enrich=True).body == plain
    odd = b'{"name":"\\ud800"}'
    assert apply(house, odd, enrich=True).body == odd


def test_a_base_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="relative"):
        Rewrite(mode="mirror", base="")
