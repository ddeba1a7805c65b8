from __future__ import annotations

import pytest

from tests.imaging.drawing import near
from tests.imaging.transform.making import flat, made
from tvdbproxy.imaging.transform.spec import Monochrome

Colour = tuple[int, ...]


def seen(colour: Colour, **options: object) -> Colour:
    pixel = made(flat(4, 4, colour), **options).getpixel((1, 1))
    assert isinstance(pixel, tuple)
    return pixel


@pytest.mark.parametrize(
    ("given", "options", "wanted"),
    [
        ((100, 150, 200), {"brightness": 20}, (120, 170, 220)),
        ((100, 150, 200), {"brightness": -120}, (0, 30, 80)),
        ((100, 150, 250), {"brightness": 20}, (120, 170, 255)),
        ((100, 150, 200), {"brightness": 255}, (255, 255, 255)),
        ((100, 150, 200), {"brightness": 0.4}, (100, 150, 200)),
        ((100, 150, 200), {"contrast": 2}, (72, 172, 255)),  # 127.5 - 27.5 x 2 = 72.5, to even
        ((100, 150, 200), {"contrast": 0.5}, (114, 139, 164)),
        ((127, 128, 127), {"contrast": 9}, (123, 132, 123)),
        ((100, 150, 200), {"contrast": 1}, (100, 150, 200)),
        ((100, 150, 200), {"brightness": 28, "contrast": 2}, (128, 228, 255)),
        ((100, 150, 200), {"saturation": 1}, (100, 150, 200)),
        ((100, 150, 200), {"grayscale": True}, (141, 141, 141)),
        ((255, 255, 255), {"grayscale": True}, (255, 255, 255)),
    ],
)
def test_levels_move_as_they_should(
    given: Colour, options: dict[str, object], wanted: Colour
) -> None:
    assert near(seen(given, **options)[:3], wanted, 1)


def test_saturation_moves_colours_away_from_their_grey() -> None:
    more, less = seen((120, 150, 180), saturation=2), seen((120, 150, 180), saturation=0.5)
    assert near(more, (94, 154, 214), 4)
    assert near(less, (132, 147, 162), 4)
    assert near(seen((120, 150, 180), saturation=0.0001), (144, 144, 144), 1)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((255, 255, 255), (255, 255, 255)),
        ((179, 179, 179), (179, 179, 179)),  # as light as the colour, which here is a grey
        ((230, 40, 40), (97, 97, 97)),
    ],
)
def test_monochrome_is_grey_where_no_colour_is_named(given: Colour, wanted: Colour) -> None:
    assert near(seen(given, monochrome=Monochrome(1)), wanted, 2)


def test_monochrome_has_the_colour_where_the_grey_is_as_light() -> None:
    sepia = (112, 66, 20)  # its lightness is 75
    assert near(seen((75, 75, 75), monochrome=Monochrome(1, sepia)), sepia, 2)
    assert near(seen((20, 200, 220), monochrome=Monochrome(0, sepia)), (20, 200, 220), 1)
    half = seen((75, 75, 75), monochrome=Monochrome(0.5, sepia))
    assert near(half, (94, 70, 48), 2)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255)])
def test_the_ends_of_the_scale_may_be_the_colour(colour: tuple[int, int, int]) -> None:
    assert seen((255, 255, 255), monochrome=Monochrome(1, colour))[0] >= 254


def test_alpha_stays_as_it_is() -> None:
    assert seen((10, 20, 30, 77), brightness=10) == (20, 30, 40, 77)
    assert seen((10, 20, 30, 77), grayscale=True)[3] == 77
