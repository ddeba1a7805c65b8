from __future__ import annotations

import pytest

from tests.imaging.drawing import near, photo
from tests.imaging.transform.making import CLEAR, flat, made, on, ruler


def test_blocks_are_the_mean_of_what_was_there() -> None:
    image = made(ruler(40, 30), pixelate=10)
    assert image.size == (40, 30)
    colours = image.getcolors()
    assert colours is not None
    assert {count for count, _ in colours} == {100}
    for x in range(0, 40, 10):
        assert abs(image.getpixel((x, 0))[0] - (x + 4.5)) <= 1  # type: ignore[index]


def test_blocks_at_the_far_edges_may_be_cut() -> None:
    image = made(ruler(25, 13), pixelate=10)
    assert image.size == (25, 13)
    assert image.getpixel((24, 12))[:2] == (22, 11)  # type: ignore[index]


@pytest.mark.parametrize("block", [0, 1])
def test_blocks_of_one_pixel_are_the_picture(block: int) -> None:
    source = photo(30, 20)
    assert made(source, pixelate=block).tobytes() == source.tobytes()


@pytest.mark.parametrize("block", [30, 10**9])
def test_one_block_may_be_all(block: int) -> None:
    assert len(made(photo(30, 20), pixelate=block).getcolors() or []) == 1


def test_what_does_not_show_lends_no_colour() -> None:
    image = made(on(flat(20, 20, CLEAR), flat(10, 20, (255, 0, 0, 255)), 0, 0), pixelate=20)
    assert near(image.getpixel((0, 0)), (255, 0, 0, 128), 1)  # type: ignore[arg-type]
