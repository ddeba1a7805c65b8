from __future__ import annotations

import pytest
from PIL import Image

from tests.imaging.drawing import encoded
from tests.imaging.transform.making import made, ruler
from tvdbproxy.imaging.transform.spec import Crop, Gravity

RULER = ruler(200, 120)


def corners(image: Image.Image) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the first and the last pixel lay in the ruler."""
    first, last = image.getpixel((0, 0)), image.getpixel((image.width - 1, image.height - 1))
    assert isinstance(first, tuple)
    assert isinstance(last, tuple)
    return (first[0], first[1]), (last[0], last[1])


@pytest.mark.parametrize(
    ("gravity", "first"),
    [
        (Gravity("nowe"), (0, 0)),
        (Gravity("soea"), (150, 80)),
        (Gravity("ce"), (76, 40)),  # 75.5 and 40.5, to the even one
        (Gravity("no", 10, 5), (86, 5)),
        (Gravity("nowe", 0.1, 0.5), (20, 60)),
        (Gravity("fp", 0.5, 0.5), (75, 40)),
        (Gravity("sowe", 7, 9), (7, 71)),
    ],
)
def test_a_crop_lies_where_its_gravity_says(gravity: Gravity, first: tuple[int, int]) -> None:
    image = made(RULER, crop=Crop(50, 40, gravity))
    assert corners(image) == (first, (first[0] + 49, first[1] + 39))


def test_without_its_own_gravity_it_has_the_general_one() -> None:
    image = made(RULER, crop=Crop(50, 40), gravity=Gravity("soea", 3, 2))
    assert corners(image)[0] == (147, 78)


def test_offsets_of_a_crop_do_not_grow_with_dpr() -> None:
    image = made(RULER, crop=Crop(50, 40, Gravity("nowe", 8, 6)), dpr=0.5)
    red, green, _ = image.getpixel((0, 0))  # type: ignore[misc]
    assert image.size == (25, 20)
    assert abs(red - 8.5) <= 1
    assert abs(green - 6.5) <= 1


@pytest.mark.parametrize("exif", range(1, 9))
def test_the_gravity_is_meant_in_the_picture_as_it_is_seen(exif: int) -> None:
    tag = Image.Exif()
    tag[0x0112] = exif
    source = encoded(RULER, "PNG", exif=tag)
    whole = made(source, rotate=90, flip_horizontal=True)
    part = made(source, rotate=90, flip_horizontal=True, crop=Crop(30, 50, Gravity("noea", 4, 6)))
    left = whole.width - 30 - 4
    assert part.tobytes() == whole.crop((left, 6, left + 30, 56)).tobytes()


def test_a_crop_of_a_jpeg_counts_in_pixels_of_the_file() -> None:
    source = encoded(ruler(240, 160), "JPEG", quality=98)
    image = made(source, crop=Crop(120, 80, Gravity("soea")), width=15)
    red, green, _ = image.getpixel((0, 0))  # type: ignore[misc]
    assert image.size == (15, 10)
    assert abs(red - 124) <= 4
    assert abs(green - 84) <= 4
