from __future__ import annotations

from tests.imaging.drawing import near
from tests.imaging.transform.making import RED, WHITE, flat, made, transformed
from tvdbproxy.imaging.transform.spec import Padding


def test_what_a_format_cannot_hold_is_scaled_with_its_canvas() -> None:
    image = made(flat(380, 180), format="ico", padding=Padding(10, 10, 10, 10), background=WHITE)
    assert image.size == (256, 128)
    assert near(image.convert("RGB").getpixel((2, 60)), WHITE)  # type: ignore[arg-type]
    assert near(image.convert("RGB").getpixel((12, 60)), RED)  # type: ignore[arg-type]


def test_a_line_that_is_too_long_for_webp() -> None:
    result = transformed(
        flat(8, 2), format="webp", width=16_500, enlarge=True, height=4, resizing_type="force"
    )
    assert (result.width, result.height) == (16_383, 4)
