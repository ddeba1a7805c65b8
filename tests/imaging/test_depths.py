"""PNGs of every depth and colour type, interlaced or not: the right colours come out."""

from __future__ import annotations

from itertools import product

import pytest
from PIL import Image

from tests.imaging import png_bytes
from tests.imaging.drawing import decoded
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.render import render
from tvdbproxy.imaging.sizes import Size

KINDS = [
    (colour, depth, interlaced)
    for colour, depths in png_bytes.DEPTHS.items()
    for depth, interlaced in product(depths, (False, True))
]
WIDTH, HEIGHT = 19, 11


def level(x: int, y: int, sample: int, depth: int) -> int:
    """A number of so many bits that differs from pixel to pixel and sample to sample."""
    return (x * 7 + y * 13 + sample * 29) * 0x0101 % 2**depth


def eight_bits(number: int, depth: int) -> int:
    return round(number * 255 / (2**depth - 1))


def drawn(colour: int, depth: int, interlaced: bool) -> bytes:
    count = png_bytes.samples_of(colour)
    before = [(b"PLTE", bytes(range(256)) * 3)] if colour == png_bytes.PALETTE else []
    if before:
        before = [(b"PLTE", before[0][1][: 3 * 2**depth])]
    return png_bytes.png(
        WIDTH,
        HEIGHT,
        colour,
        depth,
        lambda x, y: tuple(level(x, y, sample, depth) for sample in range(count)),
        interlaced=interlaced,
        before=before,
    )


def wanted(x: int, y: int, colour: int, depth: int) -> tuple[int, ...]:
    """The pixel as red, green, blue and alpha."""
    numbers = [level(x, y, sample, depth) for sample in range(png_bytes.samples_of(colour))]
    if colour == png_bytes.PALETTE:
        at = 3 * numbers[0] % 256
        return (at, (at + 1) % 256, (at + 2) % 256, 255)
    levels = [eight_bits(number, depth) for number in numbers]
    alpha = levels.pop() if colour in (png_bytes.GREY_ALPHA, png_bytes.COLOUR_ALPHA) else 255
    return (*(levels * 3)[:3], alpha) if len(levels) == 1 else (*levels, alpha)


@pytest.mark.proves("I11")
@pytest.mark.parametrize(("colour", "depth", "interlaced"), KINDS)
def test_every_depth_and_colour_type_comes_out_right(
    colour: int, depth: int, interlaced: bool
) -> None:
    source = drawn(colour, depth, interlaced)
    rendered = render(source, RenderOrder((Size("original"),), (Format.PNG,)))
    image = decoded(rendered.variants[0].data).convert("RGBA")
    assert image.size == (WIDTH, HEIGHT)
    for x, y in product(range(WIDTH), range(HEIGHT)):
        seen, right = image.getpixel((x, y)), wanted(x, y, colour, depth)
        # Where nothing shows through, the hidden colour may be any.
        ends = [3] if right[3] == 0 else range(4)
        assert all(abs(seen[at] - right[at]) <= 1 for at in ends), (x, y, seen, right)  # type: ignore[index]


@pytest.mark.proves("I11")
@pytest.mark.parametrize("picture_format", [Format.WEBP, Format.AVIF, Format.PNG])
def test_sixteen_bits_of_alpha_are_kept_where_the_format_can(picture_format: Format) -> None:
    source = png_bytes.png(
        32, 16, png_bytes.GREY_ALPHA, 16, lambda x, _: (0x8000, 0 if x < 16 else 0xFFFF)
    )
    rendered = render(source, RenderOrder((Size("original"),), (picture_format,)))
    image = decoded(rendered.variants[0].data)
    assert rendered.picture.has_alpha
    assert image.getpixel((2, 8))[3] < 8 < 247 < image.getpixel((29, 8))[3]  # type: ignore[index]


@pytest.mark.proves("I11")
def test_sixteen_bits_of_alpha_are_flattened_on_white_for_jpeg() -> None:
    source = png_bytes.png(
        32, 16, png_bytes.GREY_ALPHA, 16, lambda x, _: (0, 0 if x < 16 else 0xFFFF)
    )
    rendered = render(source, RenderOrder((Size("original"),), (Format.JPEG,)))
    image = decoded(rendered.variants[0].data).convert("L")
    assert image.getpixel((3, 8)) > 240 > 15 > image.getpixel((28, 8))  # type: ignore[operator]


@pytest.mark.proves("I11")
@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_a_palette_too_short_for_its_numbers_is_no_server_error(depth: int) -> None:
    source = png_bytes.png(
        8, 8, png_bytes.PALETTE, depth, lambda x, y: ((x + y) % 2**depth,),
        before=[(b"PLTE", b"\xff\0\0")],
    )  # fmt: skip
    rendered = render(source, RenderOrder((Size("original"),), (Format.PNG,)))
    image = decoded(rendered.variants[0].data).convert("RGB")
    assert isinstance(image, Image.Image)
    assert image.getpixel((0, 0)) == (255, 0, 0)
