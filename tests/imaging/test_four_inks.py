"""JPEGs for printers: four inks, stored in the ways that programs have of storing them."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.imaging.drawing import QUARTERS, decoded, encoded, near, quarters
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.render import render
from tvdbproxy.imaging.sizes import Size

SPOTS = ((50, 30), (150, 30), (50, 90), (150, 90))


def colours(source: bytes) -> list[tuple[int, ...]]:
    rendered = render(source, RenderOrder((Size("original"),), (Format.PNG,)))
    image = decoded(rendered.variants[0].data)
    assert image.mode == "RGB"
    return [image.getpixel(spot) for spot in SPOTS]  # type: ignore[misc]


def are_quarters(seen: list[tuple[int, ...]]) -> bool:
    return all(near(one, wanted, 12) for one, wanted in zip(seen, QUARTERS, strict=True))


def _as_luma() -> bytes:
    """What Adobe calls YCCK: three inks as brightness and colour, and black."""
    inks = quarters(mode="CMYK")
    cyan, magenta, yellow, black = inks.split()
    luma = Image.merge("RGB", (cyan, magenta, yellow)).convert("YCbCr").split()
    turned = [channel.point([255 - level for level in range(256)]) for channel in luma]
    source = encoded(Image.merge("CMYK", (*turned, black)), "JPEG", quality=95, subsampling=0)
    at = source.index(b"Adobe") + 11
    assert source[at] == 0
    return source[:at] + b"\x02" + source[at + 1 :]


@pytest.mark.proves("I10")
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
def test_four_inks_are_the_colours_they_stand_for(options: dict[str, int]) -> None:
    assert are_quarters(colours(encoded(quarters(mode="CMYK"), "JPEG", quality=95, **options)))


@pytest.mark.proves("I10")
def test_four_inks_as_brightness_and_colour_are_the_same_colours() -> None:
    assert are_quarters(colours(_as_luma()))


@pytest.mark.proves("I10")
def test_three_colours_without_brightness_are_the_same_colours() -> None:
    source = encoded(quarters(), "JPEG", quality=95, keep_rgb=True)
    assert source.count(b"JFIF") == 0
    assert are_quarters(colours(source))


@pytest.mark.proves("I10")
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize(
    "profile",
    [b"", b"x", b"no profile at all" * 20, bytes(128), b"\xff" * 4_000, bytes(36) + b"acsp" * 40],
)
def test_a_broken_profile_costs_no_picture(mode: str, profile: bytes) -> None:
    plain = encoded(quarters(mode=mode), "JPEG", quality=95)
    spoilt = encoded(quarters(mode=mode), "JPEG", quality=95, icc_profile=profile)
    assert colours(spoilt) == colours(plain)
