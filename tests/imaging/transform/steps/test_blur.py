from __future__ import annotations

import pytest

from tests.imaging.transform.making import CLEAR, WHITE, flat, made, on

EDGE = on(flat(100, 20, (0, 0, 0)), flat(50, 20, WHITE), 50, 0)


@pytest.mark.parametrize("sigma", [2, 5, 10])
def test_an_edge_becomes_a_slope_as_wide_as_was_asked(sigma: float) -> None:
    image = made(EDGE, blur=sigma)
    middle = (image.getpixel((49, 10))[0] + image.getpixel((50, 10))[0]) / 2  # type: ignore[index]
    assert abs(middle - 127.5) < 2
    # One deviation from an edge a Gaussian has 16 and 84 per cent.
    assert abs(image.getpixel((50 - int(sigma), 10))[0] - 41) < 20  # type: ignore[index]
    assert image.getpixel((0, 10))[0] == 0  # type: ignore[index]


def test_nought_leaves_everything_sharp() -> None:
    assert made(EDGE, blur=0).tobytes() == EDGE.tobytes()


@pytest.mark.parametrize("sigma", [1e-6, 1e9])
def test_any_deviation_gives_a_picture(sigma: float) -> None:
    assert made(EDGE, blur=sigma).size == EDGE.size


def test_what_does_not_show_lends_no_colour() -> None:
    image = made(on(flat(40, 40, CLEAR), flat(20, 40, (255, 0, 0, 255)), 0, 0), blur=4)
    red, green, _, alpha = image.getpixel((22, 20))  # type: ignore[misc]
    assert 0 < alpha < 255
    assert red > 240 > 10 > green
