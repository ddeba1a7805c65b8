from __future__ import annotations

import pytest
from PIL import Image

from tests.imaging.drawing import encoded
from tests.imaging.transform.making import (
    BLACK,
    BLUE,
    CLEAR,
    RED,
    WHITE,
    flat,
    made,
    on,
    transformed,
)
from tvdbproxy.imaging.transform.spec import Padding, Trim

FRAMED = on(flat(100, 60, WHITE), flat(40, 20, RED), 10, 25)
"""Ten pixels on the left, fifty on the right, 25 above and 15 below."""


def test_edges_of_the_top_left_colour_go() -> None:
    image = made(FRAMED, trim=Trim(10))
    assert image.size == (40, 20)
    assert image.getcolors() == [(800, RED)]


@pytest.mark.parametrize(
    ("equal", "size"),
    [((True, False), (80, 20)), ((False, True), (40, 30)), ((True, True), (80, 30))],
)
def test_equal_sides_lose_the_lesser_amount(
    equal: tuple[bool, bool], size: tuple[int, int]
) -> None:
    assert made(FRAMED, trim=Trim(10, None, *equal)).size == size


def test_equal_sides_are_those_that_are_seen() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    source = encoded(FRAMED, "PNG", exif=exif)
    assert made(source, trim=Trim(10, None, True, False)).size == (30, 40)


def test_the_top_left_pixel_is_the_one_that_is_seen() -> None:
    image = on(flat(40, 40, WHITE), flat(30, 40, RED), 10, 0)
    assert made(image, trim=Trim(10)).size == (30, 40)
    assert made(image, trim=Trim(10), flip_horizontal=True).size == (10, 40)


@pytest.mark.parametrize(("threshold", "size"), [(9, (2, 2)), (9.5, (2, 2)), (10, (20, 20))])
def test_only_what_differs_by_more_than_the_threshold_is_content(
    threshold: float, size: tuple[int, int]
) -> None:
    image = on(flat(20, 20, (100, 100, 100)), flat(2, 2, (100, 110, 100)), 5, 5)
    assert made(image, trim=Trim(threshold)).size == size


def test_another_colour_may_be_named() -> None:
    image = on(flat(50, 50, BLUE), flat(10, 10, WHITE), 20, 20)
    assert made(image, trim=Trim(10, BLUE)).size == (10, 10)
    assert made(image, trim=Trim(10, BLACK)).size == (50, 50)


def test_what_is_all_edge_stays_as_it_is() -> None:
    assert made(flat(30, 20, BLUE), trim=Trim(10)).size == (30, 20)


def test_what_shows_through_counts_as_magenta() -> None:
    image = on(flat(50, 50, CLEAR), flat(10, 20, (255, 0, 0, 255)), 5, 5)
    trimmed = made(image, trim=Trim(10))
    assert trimmed.size == (10, 20)
    assert made(image, trim=Trim(10, (255, 0, 255))).size == (10, 20)
    # Half of red over magenta is farther from magenta than ten levels, however faint blue is.
    faint = on(flat(50, 50, CLEAR), flat(10, 20, (0, 0, 0, 20)), 5, 5)
    assert made(faint, trim=Trim(10)).size == (10, 20)
    assert made(faint, trim=Trim(40)).size == (50, 50)


def test_the_rest_counts_from_what_is_left() -> None:
    result = transformed(FRAMED, trim=Trim(10), width=20, padding=Padding(1, 1, 1, 1), format="png")
    assert (result.width, result.height) == (22, 12)
    assert (result.source_width, result.source_height) == (100, 60)
