from __future__ import annotations

import pytest
from PIL import Image

from tests.imaging.drawing import noise, photo
from tests.imaging.transform.making import CLEAR, flat, made, on
from tvdbproxy.imaging.transform.interest import most_interesting
from tvdbproxy.imaging.transform.spec import Crop, Gravity

GREY, SKIN, VIVID = (128, 128, 128), (224, 172, 140), (255, 0, 0)


@pytest.mark.parametrize("at", [0, 40, 150, 300, 340])
@pytest.mark.parametrize(
    "thing", [noise(60, 60), flat(60, 60, SKIN), flat(60, 60, VIVID)], ids=("detail", "skin", "red")
)
def test_the_crop_goes_where_something_is(thing: Image.Image, at: int) -> None:
    picture = on(flat(400, 100, GREY), thing, at, 20)
    box = most_interesting(picture, (100, 100))
    assert box.left - 4 <= at
    assert at + 60 <= box.left + box.width + 4
    assert (box.top, box.width, box.height) == (0, 100, 100)


def test_both_axes_may_be_free() -> None:
    picture = on(flat(300, 300, GREY), noise(50, 50), 220, 30)
    box = most_interesting(picture, (80, 80))
    assert box.left <= 222
    assert box.left + 82 >= 270
    assert box.top <= 32
    assert box.top + 82 >= 80


def test_a_face_wins_over_a_dull_wall_of_the_same_size() -> None:
    face, wall = flat(80, 80, SKIN), flat(80, 80, (90, 95, 90))
    picture = on(on(flat(400, 100, GREY), face, 20, 10), wall, 300, 10)
    assert most_interesting(picture, (100, 100)).left < 60


@pytest.mark.parametrize("size", [(100, 100), (50, 33), (1, 1), (301, 77)])
def test_where_nothing_stands_out_it_is_the_centre(size: tuple[int, int]) -> None:
    box = most_interesting(flat(301, 101, GREY), (size[0], min(size[1], 101)))
    assert abs(box.left - (301 - box.width) / 2) <= 3
    assert abs(box.top - (101 - box.height) / 2) <= 3


def test_what_does_not_show_is_of_no_interest() -> None:
    loud = noise(100, 100).convert("RGBA")
    loud.putalpha(0)
    picture = on(on(flat(400, 100, CLEAR), loud, 300, 0), flat(50, 50, (*VIVID, 255)), 20, 20)
    assert most_interesting(picture, (100, 100)).left < 40


@pytest.mark.parametrize("source", [(1, 1), (1, 500), (500, 1), (3, 2), (2000, 10)])
def test_any_picture_has_a_most_interesting_part(source: tuple[int, int]) -> None:
    for size in {(1, 1), source, (max(1, source[0] // 2), source[1])}:
        box = most_interesting(photo(*source), size)
        assert (box.width, box.height) == size
        assert 0 <= box.left <= source[0] - size[0]
        assert 0 <= box.top <= source[1] - size[1]


def test_the_same_pixels_give_the_same_place() -> None:
    assert len({most_interesting(photo(500, 300, 3), (100, 200)) for _ in range(3)}) == 1


def test_gravity_sm_finds_it_for_the_box_and_for_the_crop() -> None:
    picture = on(flat(400, 100, GREY), flat(60, 60, VIVID), 320, 20)
    smart = Gravity("sm")
    for options in (
        {"resizing_type": "fill", "width": 100, "height": 100, "gravity": smart},
        {"crop": Crop(100, 100, smart)},
        {"crop": Crop(100, 100), "gravity": smart, "rotate": 180},
        {"resizing_type": "crop", "width": 100, "height": 100, "gravity": smart},
    ):
        image = made(picture, **options)
        counts = image.getcolors(10_000) or []
        assert image.size == (100, 100)
        assert sum(count for count, colour in counts if colour == VIVID) >= 3500
