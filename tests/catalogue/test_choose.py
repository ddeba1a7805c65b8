"""Which picture a title's URL shows."""

from __future__ import annotations

from tvdbproxy.catalogue.bundle import Picture
from tvdbproxy.catalogue.choose import chosen

SERIES = ("series", 1)


def test_upstreams_own_choice_wins_over_a_better_score() -> None:
    pictures = [_poster(1, score=1), _poster(2, score=9)]
    assert chosen(pictures, {SERIES: "/banners/1.jpg"}) == {1}


def test_without_a_choice_the_best_score_wins() -> None:
    assert chosen([_poster(1, score=1), _poster(2, score=9)], {}) == {2}


def test_among_equals_the_oldest_wins() -> None:
    assert chosen([_poster(5), _poster(3), _poster(4)], {}) == {3}


def test_a_choice_that_is_not_there_does_not_count() -> None:
    assert chosen([_poster(1), _poster(2, score=1)], {SERIES: "/banners/gone.jpg"}) == {2}


def test_the_titles_own_picture_is_a_choice_among_its_main_type_alone() -> None:
    """A background at the address of the poster is no reason to prefer it."""
    backgrounds = [_poster(1, image_type="fanart"), _poster(2, image_type="fanart", score=9)]
    assert chosen(backgrounds, {SERIES: "/banners/1.jpg"}) == {2}


def test_every_type_of_every_title_has_one() -> None:
    pictures = [
        _poster(1),
        _poster(2, image_type="fanart"),
        _poster(3, content_id=2),
        _poster(4, content_type="movie"),
    ]
    assert chosen(pictures, {}) == {1, 2, 3, 4}


def _poster(
    number: int,
    score: float = 0,
    image_type: str = "poster",
    content_type: str = "series",
    content_id: int = 1,
) -> Picture:
    path = f"/banners/{number}.jpg"
    return Picture(number, content_type, content_id, image_type, path, score=score)
