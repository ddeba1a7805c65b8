"""The records look like TheTVDB's, down to their nulls."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Upstream


def _image_values(document: Any) -> list[str]:
    if isinstance(document, dict):
        own = [v for k, v in document.items() if k in ("image", "thumbnail") and v]
        return own + [found for value in document.values() for found in _image_values(value)]
    if isinstance(document, list):
        return [found for value in document for found in _image_values(value)]
    return []


@pytest.mark.parametrize(
    "path",
    [
        "/series/910001",
        "/series/910001/extended?meta=episodes",
        "/series/910001/artworks",
        "/series/910001/episodes/default",
        "/series/slug/glass-harbour",
        "/movies/360001",
        "/movies/360001/extended",
        "/seasons/1990001/extended",
        "/episodes/9200011/extended",
        "/people",
        "/people/300001",
        "/artwork/63900001/extended",
    ],
)
def test_single_records_have_absolute_pictures(whole_upstream: Upstream, path: str) -> None:
    images = _image_values(whole_upstream.data(path))
    assert images
    assert all(i.startswith(f"{whole_upstream.server.artwork_host}/banners/") for i in images)


@pytest.mark.parametrize("path", ["/series", "/movies", "/seasons"])
def test_lists_have_relative_pictures(whole_upstream: Upstream, path: str) -> None:
    images = _image_values(whole_upstream.data(path))
    assert images
    assert all(image.startswith("/banners/") for image in images)


def test_episodes_in_a_language_are_inside_the_series_and_relative(
    whole_upstream: Upstream,
) -> None:
    record = whole_upstream.data("/series/910001/episodes/default/eng")
    assert record["id"] == 910001
    assert record["image"].startswith("http://")
    stills = [episode["image"] for episode in record["episodes"] if episode["image"]]
    assert stills
    assert all(still.startswith("/banners/") for still in stills)


def test_a_person_s_own_roles_have_relative_photos(whole_upstream: Upstream) -> None:
    person = whole_upstream.data("/people/300001/extended")
    assert all(role["personImgURL"].startswith("/banners/") for role in person["characters"])


def test_short_leaves_artworks_and_characters_null(whole_upstream: Upstream) -> None:
    long = whole_upstream.data("/series/910001/extended?short=False")
    short = whole_upstream.data("/series/910001/extended?short=True")
    assert long["artworks"]
    assert long["characters"]
    assert (short["artworks"], short["characters"]) == (None, None)
    assert whole_upstream.data("/movies/360001/extended?short=true")["trailers"] is None


def test_meta_adds_one_thing(whole_upstream: Upstream) -> None:
    plain = whole_upstream.data("/series/910001/extended")
    assert plain["episodes"] is None
    assert "translations" not in plain
    assert whole_upstream.data("/series/910001/extended?meta=episodes")["episodes"]
    names = whole_upstream.data("/series/910001/extended?meta=translations")["translations"]
    assert {n["language"] for n in names["nameTranslations"]} == {"eng", "deu"}


def test_artworks_come_in_languages_and_without_text(whole_upstream: Upstream) -> None:
    artworks = whole_upstream.data("/series/910001/extended")["artworks"]
    posters = [artwork for artwork in artworks if artwork["type"] == 2]
    assert {poster["language"] for poster in posters} == {"eng", "deu", None}
    assert all(poster["includesText"] == (poster["language"] is not None) for poster in posters)
    assert artworks[0] | {"image": "", "thumbnail": ""} == {
        "id": 63900001, "image": "", "thumbnail": "", "language": "eng", "type": 2,
        "score": 100005, "width": 680, "height": 1000, "includesText": True, "thumbnailWidth": 0,
        "thumbnailHeight": 0, "updatedAt": 0, "status": {"id": 0, "name": None}, "tagOptions": None,
    }  # fmt: skip
    seasons = [artwork for artwork in artworks if artwork["type"] == 7]
    assert all(season["seasonId"] >= 1990001 for season in seasons)
    only = whole_upstream.data("/series/910001/artworks?type=2&lang=deu")["artworks"]
    assert [(o["type"], o["language"]) for o in only] == [(2, "deu")]


def test_an_artwork_names_only_the_owner_that_it_has(whole_upstream: Upstream) -> None:
    owners = {"seriesId", "seasonId", "episodeId", "movieId", "peopleId"}
    record = whole_upstream.data("/artwork/63900001/extended")
    assert owners & record.keys() == {"seriesId"}
    assert (record["thumbnailWidth"], record["thumbnailHeight"]) == (340, 500)
    assert "updatedAt" not in whole_upstream.data("/artwork/63900001")


def test_some_episodes_have_no_still_and_specials_no_season_poster(
    whole_upstream: Upstream,
) -> None:
    record = whole_upstream.data("/series/910001/extended?meta=episodes")
    bare = [episode for episode in record["episodes"] if episode["image"] is None]
    assert bare
    assert all(episode["imageType"] is None for episode in bare)
    special = next(season for season in record["seasons"] if season["number"] == 0)
    assert "image" not in special


def test_pages_go_on_until_next_is_null_and_then_are_empty(whole_upstream: Upstream) -> None:
    ids: list[int] = []
    path = "/v4/series"
    while path:
        answer = whole_upstream.get(path.replace(whole_upstream.server.artwork_host, ""))
        ids += [record["id"] for record in answer.data]
        assert answer.document["links"]["total_items"] == 24
        path = answer.document["links"]["next"]
    assert ids == list(range(910001, 910025))
    beyond = whole_upstream.get("/v4/series?page=9")
    assert (beyond.status, beyond.data) == (200, [])


def test_static_words_win_over_ids(whole_upstream: Upstream) -> None:
    assert {kind["id"] for kind in whole_upstream.data("/artwork/types")} >= {1, 2, 3, 14, 23}
    assert whole_upstream.data("/series/statuses")[0]["name"] == "Continuing"
    assert whole_upstream.data("/languages")[0]["id"] == "eng"


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/series/0", 400, "InvalidValueType: cannot make item path"),
        ("/series/abc", 400, "InvalidValueType: cannot make item path"),
        ("/episodes/0", 400, "InvalidValueType: invalid path"),
        ("/artwork/0", 400, "InvalidValueType: invalid path"),
        ("/series/1", 404, "NotFoundException: error fetching series"),
        ("/artwork/1", 404, "NotFoundException: error fetching artwork"),
        ("/series/910001/translations/xxx", 404, "NotFoundException: error fetching translation"),
        ("/series/910001/episodes/default?episodeNumber=1", 400, "Bad Request"),
        ("/search", 400, "query is required"),
        ("/updates?since=1", 400, "InvalidValueType: since greater than 3 months ago"),
    ],
)
def test_refusals_have_upstream_s_words(
    whole_upstream: Upstream, path: str, status: int, message: str
) -> None:
    answer = whole_upstream.get(f"/v4{path}")
    assert answer.status == status
    assert answer.document == {"status": "failure", "message": message, "data": None}


@pytest.mark.parametrize("name", ["apikey", "apiKey", "APIKEY"])
def test_login_is_lenient_and_gives_a_jwt(whole_upstream: Upstream, name: str) -> None:
    body = {name: "some-key", "pin": None, "gender": "x", "birthYear": 1980}
    token = whole_upstream.ask("POST", "/v4/login", body=body).data["token"]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["exp"] > time.time() + 86_400 * 7


@pytest.mark.parametrize("body", [{"apikey": "wrong"}, {"pin": "1"}, []])
def test_a_wrong_key_is_refused(whole_upstream: Upstream, body: Any) -> None:
    answer = whole_upstream.ask("POST", "/v4/login", body=body)
    assert (answer.status, answer.document["message"]) == (401, "InvalidAPIKey: apikey invalid")


@pytest.mark.parametrize("header", ["", "Bearer x", "Bearer a.b.c", "Basic abc", "Bearer é.é.é"])
def test_without_a_good_token_nothing_is_told(whole_upstream: Upstream, header: str) -> None:
    answer = whole_upstream.ask("GET", "/v4/series", headers={"Authorization": header})
    assert (answer.status, answer.document["message"]) == (401, "Unauthorized")


def test_search_finds_by_english_and_german_names(whole_upstream: Upstream) -> None:
    hit = whole_upstream.data("/search?query=harbour&type=series")[0]
    assert (hit["tvdb_id"], hit["id"], hit["type"]) == ("910001", "series-910001", "series")
    assert hit["image_url"].startswith("http://")
    assert whole_upstream.data("/search?q=Hafen")[0]["tvdb_id"] == "910001"
    remote = whole_upstream.data(f"/search/remoteid/{hit['remote_ids'][0]['id']}")
    assert remote[0]["series"]["id"] == 910001


def test_without_controls_there_is_no_back_door(whole_upstream: Upstream) -> None:
    assert whole_upstream.ask("POST", "/__faults__", body={"faults": []}).status == 405
    assert whole_upstream.ask("GET", "/__requests__").status == 404


def test_the_front_page_says_what_this_is(whole_upstream: Upstream) -> None:
    page = whole_upstream.ask("GET", "/")
    assert page.headers["Content-Type"].startswith("text/html")
    assert b"Sample upstream" in page.body
