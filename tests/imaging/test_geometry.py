from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tvdbproxy.imaging.geometry import Box, centre_crop, place, whole_needed
from tvdbproxy.imaging.profiles import BUILT_IN
from tvdbproxy.imaging.sizes import Size

ARTWORK = {size.name: size for size in BUILT_IN["artwork"]}

sides = some.integers(1, 20_000)
free_sides = some.none() | sides
fits = some.builds(Size, some.just("any"), free_sides, free_sides)
fills = some.builds(Size, some.just("any"), sides, sides, some.just("fill"))


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [
        ("original", 680, 1000),
        ("large", 680, 1000),
        ("medium", 490, 720),
        ("small", 245, 360),
        ("thumbnail", 115, 169),
    ],
)
def test_a_poster_goes_into_landscape_boxes_by_its_height(
    name: str, width: int, height: int
) -> None:
    placement = place(ARTWORK[name], 680, 1000)
    assert (placement.width, placement.height) == (width, height)


def test_a_free_side_follows_the_other() -> None:
    assert (place(Size("w", 342), 680, 1000).height) == 503
    assert (place(Size("h", None, 500), 680, 1000).width) == 340


@pytest.mark.parametrize(
    ("source", "box", "crop", "out"),
    [
        ((1000, 500), (300, 300), Box(250, 0, 500, 500), (300, 300)),
        ((500, 1000), (300, 300), Box(0, 250, 500, 500), (300, 300)),
        ((200, 400), (300, 300), Box(0, 100, 200, 200), (200, 200)),
        ((1000, 500), (1920, 600), Box(0, 93, 1000, 313), (1000, 313)),
        ((3000, 200), (300, 300), Box(1400, 0, 200, 200), (200, 200)),
        ((300, 300), (300, 300), Box(0, 0, 300, 300), (300, 300)),
    ],
)
def test_fill_crops_around_the_centre(
    source: tuple[int, int], box: tuple[int, int], crop: Box, out: tuple[int, int]
) -> None:
    placement = place(Size("square", *box, "fill"), *source)
    assert placement.crop == crop
    assert (placement.width, placement.height) == out


@pytest.mark.proves("I20")
def test_a_hair_keeps_at_least_one_pixel() -> None:
    placement = place(ARTWORK["thumbnail"], 1, 16_000)
    assert (placement.width, placement.height) == (1, 169)


@pytest.mark.proves("I20", "I26")
@given(size=fits | fills, width=sides, height=sides)
def test_nothing_is_enlarged_and_nothing_vanishes(size: Size, width: int, height: int) -> None:
    placement = place(size, width, height)
    crop = placement.crop
    assert 1 <= placement.width <= crop.width <= width
    assert 1 <= placement.height <= crop.height <= height
    assert size.width is None or placement.width <= size.width
    assert size.height is None or placement.height <= size.height
    assert 0 <= crop.left <= width - crop.width
    assert 0 <= crop.top <= height - crop.height


@given(size=fits, width=sides, height=sides)
def test_fit_keeps_proportions_to_the_nearest_pixel(size: Size, width: int, height: int) -> None:
    placement = place(size, width, height)
    scaled = placement.width * height - placement.height * width
    half_a_pixel = max(width, height) / 2
    assert abs(scaled) <= half_a_pixel or 1 in (placement.width, placement.height)


@given(size=fills, width=sides, height=sides)
def test_a_scaled_whole_still_holds_the_crop(size: Size, width: int, height: int) -> None:
    placement = place(size, width, height)
    needed = whole_needed(placement, width, height)
    assert needed[0] * placement.crop.width >= placement.width * width
    assert needed[0] <= width
    assert needed[1] <= height


@given(width=sides, height=sides, across=sides, down=sides)
def test_a_centre_crop_touches_two_edges(width: int, height: int, across: int, down: int) -> None:
    crop = centre_crop(width, height, across, down)
    assert crop.width == width or crop.height == height
