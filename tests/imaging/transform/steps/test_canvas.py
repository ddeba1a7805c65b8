from __future__ import annotations

import pytest

from tests.imaging.transform.making import CLEAR, RED, WHITE, flat, made
from tvdbproxy.imaging.transform.spec import Extend, Gravity, Padding

SMALL = flat(10, 10, RED)
BOX = {"width": 40, "height": 20}


@pytest.mark.parametrize(
    ("gravity", "box"),
    [
        (Gravity("ce"), (16, 6, 26, 16)),  # 15.5 and 5.5, to the even one
        (Gravity("nowe"), (0, 0, 10, 10)),
        (Gravity("soea"), (30, 10, 40, 20)),
        (Gravity("nowe", 4, 3), (4, 3, 14, 13)),
        (Gravity("noea", 0.1, 0.25), (26, 5, 36, 15)),
        (Gravity("fp", 0.5, 0.5), (15, 5, 25, 15)),
        (Gravity("nowe", 900, 0), (30, 0, 40, 10)),
    ],
)
def test_the_picture_lies_on_the_canvas_where_the_gravity_says(
    gravity: Gravity, box: tuple[int, int, int, int]
) -> None:
    image = made(SMALL, **BOX, extend=Extend(True, gravity))
    assert image.size == (40, 20)
    assert image.getchannel("A").getbbox() == box
    assert image.crop(box).getcolors() == [(100, (*RED, 255))]


def test_the_canvas_has_the_background() -> None:
    image = made(SMALL, **BOX, extend=Extend(True), background=(1, 2, 3))
    assert image.mode == "RGB"
    assert image.getcolors() == [(100, RED), (700, (1, 2, 3))]


@pytest.mark.parametrize("kind", ["jpeg", "bmp"])
def test_where_nothing_may_show_through_it_is_white(kind: str) -> None:
    image = made(SMALL, **BOX, extend=Extend(True), format=kind)
    assert image.getpixel((0, 0)) == WHITE


def test_a_canvas_of_the_ratio() -> None:
    image = made(SMALL, **BOX, extend_aspect_ratio=Extend(True, Gravity("we")))
    assert image.size == (20, 10)
    assert image.getchannel("A").getbbox() == (0, 0, 10, 10)


def test_padding_is_outside_of_everything() -> None:
    image = made(SMALL, **BOX, extend=Extend(True, Gravity("nowe")), padding=Padding(1, 2, 3, 4))
    assert image.size == (46, 24)
    assert image.getchannel("A").getbbox() == (4, 1, 14, 11)


def test_padding_alone() -> None:
    image = made(SMALL, padding=Padding(1, 0, 0, 2), background=(9, 9, 9))
    assert image.size == (12, 11)
    assert image.crop((2, 1, 12, 11)).getcolors() == [(100, RED)]
    assert image.getpixel((1, 5)) == (9, 9, 9)


def test_what_shows_through_the_picture_goes_on_doing_so() -> None:
    image = made(flat(10, 10, (255, 0, 0, 128)), padding=Padding(2, 2, 2, 2))
    assert image.getpixel((5, 5)) == (255, 0, 0, 128)
    assert image.getpixel((0, 0)) == CLEAR
