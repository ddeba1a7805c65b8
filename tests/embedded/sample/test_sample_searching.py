"""Records are found by name, by what they are like, and by their number elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Upstream


def _refusal(upstream: Upstream, path: str) -> tuple[int, str]:
    answer = upstream.get(f"/v4{path}")
    assert answer.document["data"] is None
    return answer.status, answer.document["message"]


def test_filters_take_every_trait(whole_upstream: Upstream) -> None:
    def ids(query: str) -> list[int]:
        return [record["id"] for record in whole_upstream.data(query)]

    everything = ids("/series/filter?page=0") + ids("/series/filter?page=1")
    assert len(everything) == 20
    assert ids("/series/filter?year=2021&genre=31&status=2&contentRating=246") == [910001]
    assert 910001 in ids("/series/filter?company=78&year=2021")
    assert ids("/series/filter?lang=deu") == []
    assert ids("/series/filter?status=1&sort=name")[0] == 910023
    rising = ids("/series/filter?sort=firstAired&sortType=asc&country=deu")
    assert rising == ids("/series/filter?sort=firstAired&sortType=desc&country=deu")[::-1]
    assert rising == [910003, 910004]
    assert ids("/movies/filter?company=84") == [360003]
    links = whole_upstream.get("/v4/series/filter?country=usa&sort=name").document["links"]
    assert links["self"].endswith("/v4/series/filter?country=usa&sort=name&page=0")
    assert links["total_items"] == 4


def test_search_writes_its_links_without_encoding(whole_upstream: Upstream) -> None:
    answer = whole_upstream.get("/v4/search?query=the%20&limit=2&type=series")
    links = answer.document["links"]
    host = whole_upstream.server.base_url
    assert len(answer.data) == 2
    assert links["self"] == f"{host}/search?query=the &limit=2&type=series&offset=0&page=0"
    assert links["next"] == f"{host}/search?query=the &limit=2&type=series&offset=2&page=1"
    assert (links["prev"], links["page_size"]) == (None, 2)
    assert links["total_items"] > 2
    plain = whole_upstream.get("/v4/search?query=the").document["links"]
    assert plain["page_size"] == 50


def test_search_has_an_end(whole_upstream: Upstream) -> None:
    assert _refusal(whole_upstream, "/search?q=a&offset=4990&limit=11") == (
        400,
        "Max results overflow",
    )
    assert whole_upstream.get("/v4/search?q=a&offset=4950").data == []
    assert _refusal(whole_upstream, "/search?type=series") == (400, "query is required")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("query=harbour&type=series", ["910001"]),
        ("query=harbour&type=company", ["80"]),
        ("query=harbour&primaryType=list", ["8002"]),
        ("query=harbour&year=2021", ["910001"]),
        ("query=a&country=nor", ["910006"]),
        ("query=harbour&language=deu", []),
        ("query=glass&network=eleven&type=series", ["910001"]),
        ("query=a&remote_id=tt00360004", ["360004"]),
        ("query=Ada&type=person", ["300001"]),
    ],
)
def test_search_is_narrowed(whole_upstream: Upstream, query: str, found: list[str]) -> None:
    assert [hit["tvdb_id"] for hit in whole_upstream.data(f"/search?{query}")] == found


def test_search_knows_directors(whole_upstream: Upstream) -> None:
    credits = whole_upstream.data("/movies/360001/extended")["characters"]
    director = next(c["personName"] for c in credits if c["peopleType"] == "Director")
    path = f"/search?query=amber&director={director.split()[0]}&type=movie"
    assert [hit["tvdb_id"] for hit in whole_upstream.data(path)] == ["360001"]


def test_a_number_elsewhere_leads_to_every_kind_of_record(whole_upstream: Upstream) -> None:
    (movie,) = whole_upstream.data("/search/remoteid/360001")
    assert movie["movie"]["runtime"] is None
    (person,) = whole_upstream.data("/search/remoteid/tt00300001")
    assert person["people"]["image"].startswith("/banners/")
    (episode,) = whole_upstream.data("/search/remoteid/tt09200011")
    assert episode["episode"]["id"] == 9200011
    (season,) = whole_upstream.data("/search/remoteid/tt01990001")
    assert season["season"]["image"].startswith("http://")
    (company,) = whole_upstream.data("/search/remoteid/77")
    assert company["company"]["name"] == "Northlight"
    for nobody in ("nm0000001", "tt77", "tt00000000"):
        assert whole_upstream.data(f"/search/remoteid/{nobody}") == []
