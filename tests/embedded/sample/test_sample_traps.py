"""Further habits of the real API that clients stumble over."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Upstream


def _refusal(upstream: Upstream, path: str) -> tuple[int, str]:
    answer = upstream.get(f"/v4{path}")
    assert answer.document["data"] is None
    return answer.status, answer.document["message"]


def test_a_key_of_users_needs_a_pin(whole_upstream: Upstream) -> None:
    for body in ({"apikey": "needs-pin"}, {"apikey": "needs-pin", "pin": ""}):
        answer = whole_upstream.ask("POST", "/v4/login", body=body)
        assert (answer.status, answer.document["message"]) == (
            400,
            "InvalidValueType: pin required",
        )
    with_pin = {"apiKey": "needs-pin", "pin": "1234"}
    assert whole_upstream.ask("POST", "/v4/login", body=with_pin).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/series/filter?year=soon",
        "/series/filter?sort=shoe-size",
        "/series/filter?sortType=sideways",
        "/movies/filter?sort=lastAired",
        "/series/910001/episodes/default?episodeNumber=1",
        "/series/910001/episodes/nonsense",
        "/series?page=one",
        "/updates",
    ],
)
def test_what_makes_no_sense_is_a_bad_request(whole_upstream: Upstream, path: str) -> None:
    assert _refusal(whole_upstream, path) == (400, "Bad Request")


def test_a_list_s_translation_is_an_array(whole_upstream: Upstream) -> None:
    (german,) = whole_upstream.data("/lists/8002/translations/deu")
    assert german == {"name": "Der Hafenzyklus", "language": "deu"}


def test_a_list_holds_series_and_movies(whole_upstream: Upstream) -> None:
    entities = whole_upstream.data("/lists/8002/extended")["entities"]
    assert entities[0] == {"order": 0, "seriesId": 910001, "movieId": None}
    assert entities[-1] == {"order": 2, "seriesId": None, "movieId": 360002}


def test_nominees_come_with_their_records(whole_upstream: Upstream) -> None:
    host = whole_upstream.server.artwork_host
    for category, key in ((1001, "series"), (1002, "episode"), (1003, "movie")):
        nominees = whole_upstream.data(f"/awards/categories/{category}/extended")["nominees"]
        assert [nominee["isWinner"] for nominee in nominees] == [True, False, False]
        assert nominees[0][key]["image"].startswith(f"{host}/banners/")
        empty = {"series", "movie", "episode", "character"} - {key}
        assert {nominees[0][other] for other in empty} == {None}
    roles = whole_upstream.data("/awards/categories/1004/extended")["nominees"]
    assert roles[0]["character"]["id"] == 64990002
    assert whole_upstream.data("/movies/360001/extended")["awards"] == [
        {"id": 102, "name": "The Paper Crane"}
    ]
    episode = whole_upstream.data("/episodes/9200011/extended")
    assert episode["nominations"][0]["category"] == "Best Episode"
    assert whole_upstream.data("/awards/101/extended")["categories"][0]["id"] == 1001


def test_favourites_are_kept(upstream: Upstream) -> None:
    token = {"Authorization": f"Bearer {upstream.token}"}

    def add(body: Any) -> int:
        return upstream.ask("POST", "/v4/user/favorites", body=body, headers=token).status

    assert upstream.data("/user/favorites")["series"] == []
    assert add({"series": 910001, "movie": 360001}) == 200
    assert add({"series": 910001, "people": 300001}) == 200
    assert [add(body) for body in ({"series": 1}, {"shoe": 1}, {}, {"movie": "x"}, [])] == [400] * 5
    assert upstream.data("/user/favorites") == {
        "series": [910001],
        "movies": [360001],
        "episodes": [],
        "artwork": [],
        "people": [300001],
        "lists": [],
    }


def test_writing_is_only_for_favourites(whole_upstream: Upstream) -> None:
    token = {"Authorization": f"Bearer {whole_upstream.token}"}
    assert whole_upstream.ask("POST", "/v4/series", body={}, headers=token).status == 405
    assert whole_upstream.ask("DELETE", "/v4/user/favorites", headers=token).status == 405


def test_long_answers_are_compressed_for_who_asks(whole_upstream: Upstream) -> None:
    plain = whole_upstream.get("/v4/series")
    packed = whole_upstream.get("/v4/series", **{"Accept-Encoding": "gzip, deflate"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    refused = whole_upstream.get("/v4/series", **{"Accept-Encoding": "gzip;q=0, br"})
    assert refused.body == plain.body
    short = whole_upstream.get("/v4/user", **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in short.headers


def test_a_token_is_not_a_key(whole_upstream: Upstream) -> None:
    answer = whole_upstream.ask("GET", "/v4/user", headers={"Authorization": "Bearer any-key"})
    assert (answer.status, json.loads(answer.body)["message"]) == (401, "Unauthorized")


def test_keys_are_missing_where_there_is_nothing_to_say(whole_upstream: Upstream) -> None:
    assert whole_upstream.data("/people/300001/translations/eng") == {
        "name": "Ada Example",
        "language": "eng",
    }
    assert "overview" not in whole_upstream.data("/lists/8001/translations/eng")[0]
    assert "image" not in whole_upstream.data("/seasons/1990005")
    assert "image_url" not in whole_upstream.data("/search?query=coastal&type=list")[0]


def test_nothing_is_null_or_empty_or_empty_text_by_place(whole_upstream: Upstream) -> None:
    series = whole_upstream.data("/series/910001/extended")
    assert (series["nextAired"], series["episodes"], series["trailers"]) == ("", None, None)
    assert (series["companies"][0]["aliases"], series["seasons"][0]["nameTranslations"]) == ([], [])
    movie = whole_upstream.data("/movies/360002/extended")
    assert (movie["aliases"], movie["awards"], movie["trailers"]) == (None, None, [])
    episode = whole_upstream.data("/series/910001/episodes/default")["episodes"][1]
    assert (episode["nameTranslations"], episode["seasons"]) == (None, None)
    rating = whole_upstream.data("/content/ratings")[0]
    assert (rating["fullname"], rating["description"]) == (None, "")
    assert "fullName" not in rating


def test_who_airs_next_has_a_day_and_who_has_ended_has_none(whole_upstream: Upstream) -> None:
    assert whole_upstream.data("/series/910004/nextAired")["nextAired"] == "2035-03-08"
    assert whole_upstream.data("/series/910001/nextAired")["nextAired"] == ""
    assert whole_upstream.data("/series/910004")["status"]["name"] == "Continuing"


def test_numbers_are_numbers_but_text_in_search(whole_upstream: Upstream) -> None:
    record = whole_upstream.data("/series/910001")
    assert [type(record[key]) for key in ("id", "score", "averageRuntime")] == [int] * 3
    assert type(record["year"]) is str
    hit = whole_upstream.data("/search?query=glass%20harbour")[0]
    assert [hit[key] for key in ("objectID", "id", "tvdb_id", "year")] == [
        "series-910001",
        "series-910001",
        "910001",
        "2021",
    ]


def test_the_words_for_tags_belong_to_kinds_of_records(whole_upstream: Upstream) -> None:
    place, mood = whole_upstream.data("/entities/series")
    assert (place["name"], place["allowsMultiple"]) == ("Geographic Location", True)
    assert [option["tag"] for option in mood["options"]] == [32, 32]
    tags = whole_upstream.data("/series/910001/extended")["tags"]
    assert tags == [whole_upstream.data(f"/tags/options/{tag['id']}") for tag in tags]
