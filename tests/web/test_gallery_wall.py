"""The wall of posters as values, on both databases: order, pages, search."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tvdbproxy.catalogue.read import Order, TitleCard, Wall, WallQuery, counts, wall
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, Movie, Series

SERIES: list[dict[str, Any]] = [
    {"id": 1, "name": "Émile", "year": "2001", "score": 5.0},
    {"id": 2, "name": "beta", "year": "2020", "score": 5.0},
    {"id": 3, "name": "Alpha", "year": None, "score": None},
    {"id": 4, "name": None, "year": "1999", "score": 7.0},
    {"id": 5, "name": "100% wool_ \\ <b>", "year": "2020", "score": 5.0},
]
MOVIES: list[dict[str, Any]] = [
    {"id": 1, "name": "alpha", "year": "2020", "score": 5.0},
    {"id": 2, "name": "Gamma", "year": "2001", "score": 9.0},
    {"id": 3, "name": "beta", "year": "2020", "score": None},
]


@pytest.fixture
def hung(database: Database) -> Database:
    """Eight titles with ties in every order."""
    with database.write() as session:
        session.add_all(Series(**columns) for columns in SERIES)
        session.add_all(Movie(**columns) for columns in MOVIES)
    return database


def owners(page: Wall) -> list[tuple[str, int]]:
    return [(card.content_type, card.id) for card in page.cards]


@pytest.mark.parametrize("order", Order)
def test_pages_forwards_and_backwards_are_the_whole_wall(hung: Database, order: Order) -> None:
    whole = owners(wall(hung, WallQuery(order=order)))
    assert len(whole) == len(SERIES) + len(MOVIES)

    for text in ("", "a"):
        whole = owners(wall(hung, WallQuery(order=order, text=text)))
        for size in (1, 3, 4):
            _walk_there_and_back(hung, WallQuery(order=order, text=text, size=size), whole)


def _walk_there_and_back(database: Database, query: WallQuery, whole: list[Any]) -> None:
    pages = [wall(database, query)]
    while pages[-1].after:
        pages.append(wall(database, replace(query, after=pages[-1].after)))
    assert [owner for page in pages for owner in owners(page)] == whole

    back = [pages[-1]]
    while back[-1].before:
        back.append(wall(database, replace(query, before=back[-1].before)))
    assert [owner for page in reversed(back) for owner in owners(page)] == whole


def test_the_best_and_the_newest_come_first_and_unknown_ones_last(hung: Database) -> None:
    by_score = owners(wall(hung, WallQuery(order=Order.SCORE)))
    by_year = owners(wall(hung, WallQuery(order=Order.YEAR)))

    assert by_score[:2] == [("movie", 2), ("series", 4)]
    assert set(by_score[-2:]) == {("series", 3), ("movie", 3)}
    assert by_year[-2:] == [("series", 4), ("series", 3)]


def test_names_are_sorted_whatever_their_case(hung: Database) -> None:
    names = [card.name for card in wall(hung, WallQuery(order=Order.NAME)).cards]

    alphabet = [name for name in names if name in ("Alpha", "alpha", "beta", "Gamma")]
    assert alphabet == ["alpha", "Alpha", "beta", "beta", "Gamma"]


def test_one_kind_alone(hung: Database) -> None:
    assert {kind for kind, _ in owners(wall(hung, WallQuery(kinds=("movie",))))} == {"movie"}


@pytest.mark.proves("Q14")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ALPHA", {"Alpha", "alpha"}),
        ("%", {"100% wool_ \\ <b>"}),
        ("_", {"100% wool_ \\ <b>"}),
        ("\\", {"100% wool_ \\ <b>"}),
        ("'; DROP TABLE series; --", set()),
    ],
)
def test_search_means_what_was_typed(hung: Database, text: str, found: set[str]) -> None:
    assert {card.name for card in wall(hung, WallQuery(text=text)).cards} == found


def test_a_page_after_a_title_that_is_gone_is_the_first_page(hung: Database) -> None:
    first = wall(hung, WallQuery(size=3))

    assert wall(hung, WallQuery(size=3, after=("movie", 404))) == first
    assert wall(hung, WallQuery(size=3, before=("series", 404))) == first


def test_only_a_stored_picture_is_one(hung: Database) -> None:
    with hung.write() as session:
        for number, revision in ((1, "abc"), (2, None)):
            session.add(
                Artwork(
                    id=number,
                    content_type="series",
                    content_id=number,
                    image_type="poster",
                    path=f"/banners/{number}.jpg",
                    is_chosen=True,
                    revision=revision,
                    state="ready" if revision else "failed",
                )
            )

    cards = {(c.content_type, c.id): c for c in wall(hung, WallQuery()).cards}

    stored, failed, none = cards["series", 1], cards["series", 2], cards["movie", 1]
    assert _revision(stored) == "abc"
    assert (_revision(failed), failed.frame.state) == (None, "failed")
    assert (_revision(none), none.frame.state) == (None, None)


def test_titles_are_counted_by_kind(hung: Database) -> None:
    found = counts(hung)

    assert (found.series, found.movies) == (5, 3)


def _revision(card: TitleCard) -> str | None:
    return card.frame.picture.revision if card.frame.picture else None
