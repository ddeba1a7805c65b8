from __future__ import annotations

import pytest

from tests.imaging.transform.making import made, ruler
from tvdbproxy.imaging.transform.spec import Gravity

RULER = ruler(200, 100)


@pytest.mark.parametrize(
    ("gravity", "dpr", "first"),
    [
        (Gravity("ce"), 1, 50),  # (200 - 100 + 1) / 2 is 50.5, and 50 is even
        (Gravity("we"), 1, 0),
        (Gravity("ea"), 1, 100),
        (Gravity("ea", 10), 1, 90),
        (Gravity("we", 0.25), 1, 50),
        (Gravity("fp", 0.25, 0.5), 1, 0),
        (Gravity("fp", 0.5, 0.5), 1, 50),
    ],
)
def test_what_the_box_keeps_lies_where_the_gravity_says(
    gravity: Gravity, dpr: float, first: int
) -> None:
    image = made(RULER, resizing_type="fill", width=100, height=100, gravity=gravity, dpr=dpr)
    assert image.size == (100, 100)
    assert image.getpixel((0, 0)) == (first, 0, 128)


def test_offsets_grow_with_dpr() -> None:
    spec = {"resizing_type": "fill", "width": 40, "height": 40, "gravity": Gravity("we", 10)}
    once, twice = made(RULER, **spec), made(RULER, **spec, dpr=2)
    assert (once.size, twice.size) == ((40, 40), (80, 80))
    # Ten pixels of eighty, and twenty of a hundred and sixty, are the same place.
    assert abs(once.getpixel((0, 20))[0] - twice.getpixel((0, 40))[0]) <= 2  # type: ignore[index]


def test_crop_keeps_a_box_of_the_picture_as_it_is() -> None:
    image = made(RULER, resizing_type="crop", width=30, height=20, gravity=Gravity("soea"))
    assert image.tobytes() == RULER.crop((170, 80, 200, 100)).tobytes()


def test_what_least_sides_push_beyond_the_box_is_cut_off() -> None:
    image = made(RULER, width=50, min_height=50, gravity=Gravity("we"))
    assert image.size == (50, 50)
    assert image.getpixel((0, 0))[0] < 3  # type: ignore[index]
    assert 97 <= image.getpixel((49, 0))[0] <= 101  # type: ignore[index]
