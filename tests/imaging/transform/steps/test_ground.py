from __future__ import annotations

import pytest

from tests.imaging.drawing import near
from tests.imaging.transform.making import CLEAR, WHITE, flat, made


@pytest.mark.parametrize("kind", ["png", "webp", "avif", "tiff", "ico"])
def test_formats_with_alpha_keep_it(kind: str) -> None:
    image = made(flat(32, 32, (200, 0, 0, 100)), format=kind)
    assert image.mode == "RGBA"
    assert abs(image.getpixel((16, 16))[3] - 100) <= 2  # type: ignore[index]


@pytest.mark.parametrize("kind", ["jpeg", "bmp"])
def test_others_are_flattened_on_white(kind: str) -> None:
    image = made(flat(32, 32, CLEAR), format=kind)
    assert (image.mode, image.getpixel((5, 5))) == ("RGB", WHITE)


@pytest.mark.parametrize("kind", ["png", "webp", "jpeg", "gif"])
def test_a_background_lies_behind_everything(kind: str) -> None:
    image = made(flat(32, 32, (255, 0, 0, 128)), format=kind, background=(0, 0, 255))
    assert not image.has_transparency_data
    assert near(image.convert("RGB").getpixel((5, 5)), (128, 0, 127))  # type: ignore[arg-type]


def test_a_gif_has_holes_but_nothing_in_between() -> None:
    image = made(flat(32, 32, (255, 0, 0, 100)), format="gif").convert("RGBA")
    assert image.getpixel((5, 5))[3] == 0  # type: ignore[index]
    image = made(flat(32, 32, (255, 0, 0, 200)), format="gif").convert("RGBA")
    assert image.getpixel((5, 5)) == (255, 0, 0, 255)
