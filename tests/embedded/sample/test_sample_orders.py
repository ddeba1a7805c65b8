"""Seasons and episodes, in every order, and what can be asked about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Upstream


def test_an_air_date_narrows_the_page_and_not_the_count(whole_upstream: Upstream) -> None:
    path = "/v4/series/910002/episodes/default"
    total = whole_upstream.get(path).document["links"]["total_items"]
    answer = whole_upstream.get(f"{path}?airDate=2019-03-04")
    assert [episode["aired"] for episode in answer.data["episodes"]] == ["2019-03-04"]
    assert answer.document["links"]["total_items"] == total > 1


def test_season_zero_is_a_season(whole_upstream: Upstream) -> None:
    path = "/series/910001/episodes/official?season=0&episodeNumber=1"
    (special,) = whole_upstream.data(path)["episodes"]
    assert (special["seasonNumber"], special["name"]) == (0, None)
    assert (special["airsBeforeSeason"], special["airsBeforeEpisode"]) == (2, 1)


def test_a_season_filter_means_nothing_beside_a_language(whole_upstream: Upstream) -> None:
    path = "/series/910001/episodes/default/eng"
    whole = whole_upstream.data(path)["episodes"]
    assert whole_upstream.data(f"{path}?season=1&episodeNumber=1")["episodes"] == whole
    other = whole_upstream.data("/series/910001/episodes/default/deu")["episodes"]
    assert {(episode["name"], episode["overview"]) for episode in other} == {(None, None)}


ORDERS = ("official", "dvd", "absolute", "alternate", "regional", "altdvd", "alttwo")


def test_every_order_numbers_the_same_episodes_its_own_way(whole_upstream: Upstream) -> None:
    placed = {
        order: [
            (episode["id"], episode["seasonNumber"], episode["number"])
            for page in (0, 1, 2)
            for episode in whole_upstream.data(f"/series/910002/episodes/{order}?page={page}")[
                "episodes"
            ]
        ]
        for order in ORDERS
    }
    assert len({tuple(order) for order in placed.values()}) == len(ORDERS)
    assert len({frozenset(number for number, _, _ in order) for order in placed.values()}) == 1
    assert placed["absolute"][-1][1:] == (1, len(placed["official"]))
    assert whole_upstream.data("/series/910001/episodes/dvd")["episodes"] == []


def test_a_series_names_its_orders_and_their_seasons(whole_upstream: Upstream) -> None:
    record = whole_upstream.data("/series/910002/extended")
    assert [kind["type"] for kind in record["seasonTypes"]] == list(ORDERS)
    absolute = [s for s in record["seasons"] if s["type"]["type"] == "absolute"]
    (season,) = absolute
    whole = whole_upstream.data(f"/seasons/{season['id']}/extended")
    assert [e["number"] for e in whole["episodes"]] == list(range(1, len(whole["episodes"]) + 1))
    first = whole_upstream.data(f"/episodes/{whole['episodes'][0]['id']}/extended")
    assert {s["type"]["type"] for s in first["seasons"]} == set(ORDERS)
    only = whole_upstream.data("/series/910001/extended")["seasonTypes"]
    assert [kind["type"] for kind in only] == ["official"]


def test_meta_and_short_are_read_in_any_case(whole_upstream: Upstream) -> None:
    record = whole_upstream.data("/series/910001/extended?meta=Episodes&short=TRUE")
    assert record["episodes"]
    assert (record["artworks"], record["characters"]) == (None, None)


def test_meta_is_taken_by_seasons_too(whole_upstream: Upstream) -> None:
    assert "translations" not in whole_upstream.data("/seasons/1990001/extended")
    record = whole_upstream.data("/seasons/1990001/extended?meta=Translations")
    assert record["translations"] == {
        "nameTranslations": [{"name": "Season 1", "language": "eng"}],
        "overviewTranslations": [],
        "aliases": None,
    }
    assert whole_upstream.data("/seasons/1990001/extended?meta=episodes")["episodes"]
