from __future__ import annotations

import pytest
from PIL import Image

from tests.imaging.drawing import encoded
from tests.imaging.transform.making import made, ruler

RULER = ruler(40, 30)


def with_orientation(number: int, picture_format: str = "PNG") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = number
    return encoded(RULER, picture_format, exif=exif)


@pytest.mark.parametrize(
    ("number", "first"),
    [(1, (0, 0)), (2, (39, 0)), (3, (39, 29)), (4, (0, 29)), (5, (0, 0)), (6, (0, 29)),
     (7, (39, 29)), (8, (39, 0))],
)  # fmt: skip
def test_exif_turns_a_picture_upright(number: int, first: tuple[int, int]) -> None:
    image = made(with_orientation(number))
    assert image.getpixel((0, 0)) == (*first, 128)
    assert image.size == ((30, 40) if number >= 5 else (40, 30))


@pytest.mark.parametrize(
    ("rotate", "first"), [(0, (0, 0)), (90, (0, 29)), (180, (39, 29)), (270, (39, 0))]
)
def test_rotation_is_clockwise(rotate: int, first: tuple[int, int]) -> None:
    assert made(RULER, rotate=rotate).getpixel((0, 0)) == (*first, 128)


def test_rotation_comes_after_exif_and_flips_after_both() -> None:
    # Upright the first pixel is (0, 29); turned again (39, 29); then the other end of the row.
    source = with_orientation(6)
    assert made(source, rotate=90).getpixel((0, 0)) == (39, 29, 128)
    assert made(source, rotate=90, flip_horizontal=True).getpixel((0, 0)) == (0, 29, 128)
    assert made(source, rotate=90, flip_vertical=True).getpixel((0, 0)) == (39, 0, 128)


def test_exif_counts_only_where_it_may() -> None:
    assert made(with_orientation(6), auto_rotate=False).getpixel((0, 0)) == (0, 0, 128)


def test_a_scaled_picture_is_turned_as_well() -> None:
    image = made(with_orientation(6), width=15)
    red, green, _ = image.getpixel((0, 0))  # type: ignore[misc]
    assert image.size == (15, 20)
    assert red < 2 < 27 < green
