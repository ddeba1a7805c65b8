from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest
from PIL import Image, ImageCms

from tests.imaging.drawing import QUARTERS, decoded, encoded, near, quarters
from tests.imaging.png_bytes import with_chunk
from tvdbproxy.imaging.colour import to_srgb
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.render import render
from tvdbproxy.imaging.sizes import Size

Colours = list[tuple[int, ...]]


def original(source: bytes, picture_format: Format = Format.PNG) -> Image.Image:
    rendered = render(source, RenderOrder((Size("original"),), (picture_format,), quality=95))
    return decoded(rendered.variants[0].data)


def colours(image: Image.Image) -> Colours:
    spots = ((50, 30), (150, 30), (50, 90), (150, 90))
    return [image.getpixel(spot) for spot in spots]  # type: ignore[misc]


def same(seen: Colours, wanted: Colours | tuple[tuple[int, ...], ...], tolerance: int = 8) -> bool:
    return all(near(a, b, tolerance) for a, b in zip(seen, wanted, strict=True))


@pytest.mark.proves("I10")
def test_cmyk_comes_out_as_the_colours_it_stands_for() -> None:
    image = original(encoded(quarters(mode="CMYK"), "JPEG", quality=95))
    assert image.mode == "RGB"
    assert same(colours(image), QUARTERS, 12)


@pytest.mark.proves("I11")
def test_a_palette_keeps_its_colours() -> None:
    image = original(encoded(quarters().quantize(16), "PNG"))
    assert same(colours(image), QUARTERS)


@pytest.mark.proves("I11")
def test_a_transparent_palette_entry_shows_through() -> None:
    palette = quarters().quantize(4)
    red = palette.getpixel((50, 30))
    image = original(encoded(palette, "PNG", transparency=red))
    assert image.mode == "RGBA"
    assert [pixel[3] for pixel in colours(image)] == [0, 255, 255, 255]


def test_a_palette_whose_entries_are_all_opaque_has_no_alpha() -> None:
    source = encoded(quarters().quantize(4), "PNG", transparency=bytes([255] * 4))
    assert original(source).mode == "RGB"
    assert same(colours(original(source)), QUARTERS)


@pytest.mark.proves("I11")
def test_a_transparent_colour_shows_through() -> None:
    image = original(encoded(quarters(), "PNG", transparency=QUARTERS[1]))
    assert [pixel[3] for pixel in colours(image)] == [255, 0, 255, 255]


@pytest.mark.proves("I11")
def test_one_bit_pictures_become_greys_when_they_shrink() -> None:
    checks = Image.new("1", (64, 64))
    checks.putdata([(x + y) % 2 * 255 for y in range(64) for x in range(64)])
    rendered = render(encoded(checks, "PNG"), RenderOrder((Size("small", 16),), (Format.PNG,)))
    greys = decoded(rendered.variants[0].data).convert("L").tobytes()
    assert 100 < min(greys) <= max(greys) < 155


@pytest.mark.proves("I11")
def test_sixteen_bits_are_scaled_down_and_not_clipped() -> None:
    deep = Image.new("I;16", (3, 1))
    for x, level in enumerate((0, 0x8000, 0xFFFF)):
        deep.putpixel((x, 0), level)
    image = to_srgb(decoded(encoded(deep, "PNG")))
    levels = [image.getpixel((x, 0))[0] for x in range(3)]  # type: ignore[index]
    assert levels[0] == 0
    assert abs(levels[1] - 128) <= 1
    assert levels[2] == 255


@pytest.mark.proves("I11")
def test_a_transparent_level_of_sixteen_bits_shows_through() -> None:
    deep = Image.new("I;16", (3, 1))
    for x, level in enumerate((0, 0x1234, 0xFFFF)):
        deep.putpixel((x, 0), level)
    image = to_srgb(decoded(with_chunk(encoded(deep, "PNG"), b"tRNS", b"\x12\x34")))
    assert image.mode == "RGBA"
    assert [image.getpixel((x, 0))[3] for x in range(3)] == [255, 0, 255]  # type: ignore[index]


@pytest.mark.proves("I11")
def test_grey_with_alpha_keeps_both() -> None:
    grey = Image.new("LA", (200, 120), (90, 255))
    grey.paste((90, 0), (0, 0, 100, 60))
    image = original(encoded(grey, "PNG"))
    assert colours(image)[0][3] == 0
    assert colours(image)[1] == (90, 90, 90, 255)


def test_an_alpha_channel_without_a_hole_is_dropped() -> None:
    rendered = render(encoded(quarters(mode="RGBA"), "PNG"), RenderOrder((Size("original"),)))
    assert not rendered.picture.has_alpha
    assert decoded(rendered.variants[0].data).mode == "RGB"


@pytest.mark.proves("I11")
@pytest.mark.parametrize("picture_format", [Format.WEBP, Format.AVIF, Format.PNG])
def test_alpha_is_kept_where_the_format_can(picture_format: Format) -> None:
    image = original(_with_hole(), picture_format)
    assert image.mode == "RGBA"
    assert [pixel[3] for pixel in colours(image)] == [0, 255, 255, 255]


@pytest.mark.proves("I11")
def test_a_jpeg_of_a_picture_with_alpha_is_on_white() -> None:
    image = original(_with_hole(), Format.JPEG)
    assert near(colours(image)[0], (255, 255, 255))
    assert near(colours(image)[1], QUARTERS[1], 12)


def test_the_hidden_colour_of_holes_does_not_bleed_when_shrinking() -> None:
    image = Image.new("RGBA", (200, 200), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 101, 200))
    rendered = render(encoded(image, "PNG"), RenderOrder((Size("s", 20),), (Format.PNG,)))
    for red, _, _, alpha in _pixels(decoded(rendered.variants[0].data)):
        assert alpha == 0 or red < 8


@pytest.mark.proves("I10")
def test_a_wide_gamut_is_brought_into_srgb() -> None:
    pale = Image.new("RGB", (200, 120), (120, 200, 120))
    seen = colours(original(encoded(pale, "PNG", icc_profile=_wide_profile())))[0]
    assert near(seen, (51, 201, 116), 4)  # worked out from the two sets of primaries


@pytest.mark.proves("I10")
def test_a_broken_profile_is_ignored() -> None:
    source = encoded(quarters(), "JPEG", quality=95, icc_profile=b"no profile at all" * 20)
    assert same(colours(original(source)), QUARTERS, 12)


@pytest.mark.proves("I10")
def test_a_profile_of_other_pixels_is_ignored() -> None:
    cmyk = encoded(quarters(mode="CMYK"), "JPEG", quality=95, icc_profile=_srgb_profile())
    assert same(colours(original(cmyk)), QUARTERS, 12)


@pytest.mark.proves("I10")
def test_grey_under_an_rgb_profile_stays_grey() -> None:
    source = encoded(quarters(mode="L"), "JPEG", quality=95, icc_profile=_srgb_profile())
    wanted = colours(quarters(mode="L").convert("RGB"))
    assert same(colours(original(source)), wanted, 4)


def _pixels(image: Image.Image) -> Iterator[tuple[int, ...]]:
    for y in range(image.height):
        for x in range(image.width):
            yield image.getpixel((x, y))  # type: ignore[misc]


def _with_hole() -> bytes:
    image = quarters(mode="RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 100, 60))
    return encoded(image, "PNG")


def _srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _wide_profile() -> bytes:
    """A matrix profile with primaries about as far apart as Adobe's, drawn up by hand."""

    def s15(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(*values: float) -> bytes:
        return b"XYZ " + bytes(4) + b"".join(map(s15, values))

    name = b"Wide"
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + name + b"\x00" + bytes(78),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.6097, 0.3111, 0.0195),
        b"gXYZ": xyz(0.2053, 0.6257, 0.0609),
        b"bXYZ": xyz(0.1492, 0.0632, 0.7446),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, bodies, at = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, body in tags.items():
        body += bytes(-len(body) % 4)
        table += tag + struct.pack(">II", at + len(bodies), len(body))
        bodies += body
    content = struct.pack(">I", len(tags)) + table + bodies
    header = struct.pack(
        ">I4sI4s4s4s", 128 + len(content), b"none", 0x02400000, b"mntr", b"RGB ", b"XYZ "
    )
    header = header.ljust(36, b"\x00") + b"acsp"
    header = header.ljust(68, b"\x00") + s15(0.9642) + s15(1.0) + s15(0.8249)
    return header.ljust(128, b"\x00") + content
