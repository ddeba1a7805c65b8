"""From upstream's JSON to a bundle, whatever the JSON is like."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalogue.conftest import Upstream
from tvdbproxy.catalogue.bundle import Bundle
from tvdbproxy.catalogue.identity import record_artwork_id
from tvdbproxy.catalogue.mappers import base_title, bundle_of
from tvdbproxy.catalogue.store import store
from tvdbproxy.db.database import Database
from tvdbproxy.errors import UpstreamBad
from tvdbproxy.vocabulary import PLURALS

WORDS = (
    "id name slug overview year image lastUpdated score status originalLanguage genres seriesId "
    "number type seasonNumber aired seasons episodes characters peopleId personImgURL personName "
    "sort peopleType artworks artwork thumbnail language includesText seasonId episodeId "
    "translations overviewTranslations"
)
KEYS = st.sampled_from(WORDS.split())
ODD = st.sampled_from(
    ["\x00", "\ud800", "//[", "/banners/\x00.jpg", "//evil.example/banners/x.jpg", "1", "٣",
     "/banners/" + "x" * 5000, "https://artworks.thetvdb.com/banners/a.jpg", 10**30, -1, 0, 1, 2]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=40,
)
RECORDS = st.dictionaries(KEYS, JSON, max_size=12)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(PLURALS)), RECORDS)
def test_any_json_is_a_bundle_or_bad(content_type: str, record: Any) -> None:
    try:
        bundle = bundle_of(content_type, record, ())
    except UpstreamBad:
        assert base_title(content_type, record, ()) is None
        return
    numbers = [title.id for title in bundle.titles] + [picture.id for picture in bundle.pictures]
    assert all(0 < number < 2**53 for number in numbers)
    for picture in bundle.pictures:
        assert picture.path.startswith("/banners/")


def test_what_any_json_gives_can_be_stored_in_both_dialects(
    sqlite_database: Database, postgresql_database: Database
) -> None:
    @settings(deadline=None, max_examples=60)
    @given(st.sampled_from(sorted(PLURALS)), RECORDS)
    def can_be_stored(content_type: str, record: Any) -> None:
        bundle = bundle_of(content_type, {**record, "id": 1}, ())
        for database in (sqlite_database, postgresql_database):
            with database.write() as session:
                store(session, bundle)

    can_be_stored()


@pytest.mark.parametrize("number", [None, "", "x", 0, -1, True, 10**12, 1.5, "1_0", "٣", [], {}])
def test_a_record_without_an_id_is_bad(number: object) -> None:
    with pytest.raises(UpstreamBad, match="without an id"):
        bundle_of("series", {"id": number}, ())


def test_an_id_may_come_as_text() -> None:
    assert bundle_of("series", {"id": "910001"}, ()).title.id == 910001


def test_a_whole_series_brings_its_parts_its_cast_and_their_pictures(upstream: Upstream) -> None:
    record = upstream.client.get("/series/910001/extended", {"meta": "episodes"}).data
    bundle = bundle_of("series", record, upstream.hosts)
    kinds = {kind: _ids(bundle, kind) for kind in ("season", "episode", "person")}
    assert kinds["season"] == {season["id"] for season in record["seasons"]}
    assert kinds["episode"] == {episode["id"] for episode in record["episodes"]}
    assert kinds["person"] == {character["peopleId"] for character in record["characters"]}
    assert {credit.id for credit in bundle.credits} == {c["id"] for c in record["characters"]}
    assert {artwork["id"] for artwork in record["artworks"]} <= {p.id for p in bundle.pictures}
    assert bundle.lists_pictures
    assert bundle.lists_credits


def test_a_picture_of_a_season_belongs_to_the_season(upstream: Upstream) -> None:
    record = upstream.record("/series/910001/extended")
    owners = {a["id"]: ("season", a["seasonId"]) for a in record["artworks"] if "seasonId" in a}
    bundle = bundle_of("series", record, upstream.hosts)
    found = {p.id: (p.content_type, p.content_id) for p in bundle.pictures}
    assert owners
    assert owners.items() <= found.items()


def test_a_picture_that_stands_only_on_a_record_gets_an_id_of_ours() -> None:
    still = {"id": 7, "image": "/banners/episodes/1/7.jpg"}
    bundle = bundle_of("series", {"id": 1, "episodes": [still]}, ())
    (picture,) = bundle.pictures
    assert picture.id == record_artwork_id("episode", 7)
    assert (picture.content_type, picture.content_id, picture.image_type) == ("episode", 7, "image")


def test_a_picture_that_is_listed_is_not_there_twice() -> None:
    poster = {"id": 9, "type": 2, "image": "https://artworks.thetvdb.com/banners/p.jpg"}
    bundle = bundle_of("series", {"id": 1, "image": "/banners/p.jpg", "artworks": [poster]}, ())
    assert [picture.id for picture in bundle.pictures] == [9]


@pytest.mark.parametrize("listed", [None, "", {}, 0])
def test_a_record_that_lists_nothing_does_not_claim_to(listed: object) -> None:
    bundle = bundle_of("movie", {"id": 1, "artworks": listed, "characters": listed}, ())
    assert not bundle.lists_pictures
    assert not bundle.lists_credits


def test_an_empty_list_says_that_there_is_none() -> None:
    bundle = bundle_of("movie", {"id": 1, "artworks": [], "characters": []}, ())
    assert bundle.lists_pictures
    assert bundle.lists_credits


def test_what_is_listed_twice_is_there_once() -> None:
    record = {
        "id": 1,
        "seasons": [{"id": 2}, {"id": 2}],
        "episodes": [{"id": 3, "name": "a"}, {"id": 3, "name": "b"}],
        "artworks": [{"id": 4, "type": 2, "image": "/banners/a.jpg"}] * 2,
        "characters": [{"id": 5, "peopleId": 6}, {"id": 5, "peopleId": 6}],
    }
    bundle = bundle_of("series", record, ())
    assert [(title.content_type, title.id) for title in bundle.others] == [
        ("season", 2), ("episode", 3), ("person", 6),
    ]  # fmt: skip
    assert [picture.id for picture in bundle.pictures] == [4]
    assert [credit.id for credit in bundle.credits] == [5]


def test_a_person_is_seen_once_and_with_a_portrait_if_any_role_has_one() -> None:
    roles = [
        {"id": 1, "peopleId": 6, "personName": "Ada", "personImgURL": ""},
        {"id": 2, "peopleId": 6, "personName": "Ada", "personImgURL": "/banners/person/6.jpg"},
    ]
    bundle = bundle_of("movie", {"id": 1, "characters": roles}, ())
    (person,) = bundle.others
    assert person.image == "/banners/person/6.jpg"


def test_a_credit_does_not_say_what_it_leaves_out() -> None:
    (person,) = bundle_of("movie", {"id": 1, "characters": [{"id": 1, "peopleId": 6}]}, ()).others
    assert person.columns == {}
    assert not person.tells_image


def test_a_series_tells_of_its_parts_in_short_but_whether_they_have_a_picture() -> None:
    (season,) = bundle_of("series", {"id": 1, "seasons": [{"id": 2, "number": 0}]}, ()).others
    assert season.columns == {"series_id": 1, "number": 0, "image": None}
    assert season.tells_image


def test_a_base_record_does_not_say_what_it_leaves_out() -> None:
    title = base_title("series", {"id": 1, "name": "x", "overview": None, "image": ""}, ())
    assert title is not None
    assert title.columns == {"name": "x"}


def test_an_overview_may_come_as_a_translation() -> None:
    translations = {"overviewTranslations": [{"language": "deu"}, {"overview": "A ferry."}]}
    bundle = bundle_of("movie", {"id": 1, "translations": translations}, ())
    assert bundle.title.columns["overview"] == "A ferry."


def test_genres_are_names_that_can_be_stored() -> None:
    genres = [{"name": "Drama"}, {"name": "Sci\x00Fi \ud800"}, {"name": {}}, {"name": ""}, None, {}]
    bundle = bundle_of("series", {"id": 1, "genres": genres}, ())
    assert bundle.title.columns["genres"] == "Drama, SciFi ?"


@pytest.mark.parametrize("kind", [0, -5, None, "", "x", True])
def test_a_picture_of_no_type_is_left_out(kind: object) -> None:
    listed = [{"id": 4, "type": kind, "image": "/banners/a.jpg"}]
    assert bundle_of("series", {"id": 1, "artworks": listed}, ()).pictures == ()


def test_reading_a_record_does_not_change_it(upstream: Upstream) -> None:
    record = upstream.record("/series/910001/extended")
    before = copy.deepcopy(record)
    bundle_of("series", record, upstream.hosts)
    assert record == before


def _ids(bundle: Bundle, content_type: str) -> set[int]:
    return {title.id for title in bundle.others if title.content_type == content_type}
