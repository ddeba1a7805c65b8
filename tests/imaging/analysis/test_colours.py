from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from tests.imaging.analysis.looking import analysed, artwork
from tests.imaging.drawing import QUARTERS, encoded, noise, quarters
from tvdbproxy.imaging.analysis.colours.choice import brand
from tvdbproxy.imaging.analysis.colours.kinds import Kind
from tvdbproxy.imaging.analysis.colours.oklab import chroma, to_oklab

WHITE, BLACK, RED, BLUE = (255, 255, 255), (0, 0, 0), (0xFF, 0x57, 0x33), (0x33, 0xA1, 0xFF)


def logo(ground: tuple[int, ...] = WHITE, scale: int = 4) -> Image.Image:
    """A red disc and a blue bar with soft edges, and black letters' worth of black."""
    mode = "RGBA" if len(ground) == 4 else "RGB"
    image = Image.new(mode, (400 * scale, 300 * scale), ground)
    draw = ImageDraw.Draw(image)
    draw.ellipse([value * scale for value in (60, 60, 200, 200)], fill=RED)
    draw.rectangle([value * scale for value in (220, 100, 360, 160)], fill=BLUE)
    draw.rectangle([value * scale for value in (60, 230, 360, 250)], fill=BLACK)
    return image.resize((400, 300), Image.Resampling.LANCZOS)


def names(*colours: tuple[int, int, int]) -> list[str]:
    return ["#{:02X}{:02X}{:02X}".format(*colour) for colour in colours]


def test_flat_colours_are_told_exactly_with_their_shares() -> None:
    found = analysed(quarters(400, 240)).dominant_colors
    assert sorted(swatch.color for swatch in found) == sorted(names(*QUARTERS))
    assert all(swatch.share == pytest.approx(0.25, abs=0.01) for swatch in found)


def test_the_commonest_colour_is_first() -> None:
    image = Image.new("RGB", (100, 100), BLUE)
    image.paste(RED, (0, 0, 100, 30))
    (first, second) = analysed(image).dominant_colors
    assert [first.color, second.color] == names(BLUE, RED)
    assert first.share == pytest.approx(0.7, abs=0.02)


@pytest.mark.parametrize("ground", [WHITE, BLACK, (0, 0, 0, 0)])
@pytest.mark.parametrize("picture_format", ["PNG", "WEBP"])
def test_brand_colours_are_the_saturated_ones_and_not_the_background(
    ground: tuple[int, ...], picture_format: str
) -> None:
    found = analysed(encoded(logo(ground), picture_format, lossless=True)).brand_colors
    assert set(found) == set(names(RED, BLUE))


def test_a_saturated_background_is_no_brand_colour() -> None:
    assert names(BLUE)[0] not in analysed(logo(BLUE)).brand_colors
    assert names(RED)[0] in analysed(logo(BLUE)).brand_colors


def test_a_logo_without_colour_has_no_brand_colours() -> None:
    assert analysed(logo().convert("L")).brand_colors == ()


def test_a_palette_has_what_is_rare_but_stands_out() -> None:
    image = Image.new("RGB", (300, 300), (120, 120, 120))
    image.paste((90, 90, 90), (0, 0, 300, 120))
    image.paste(RED, (10, 200, 40, 230))
    found = analysed(image)
    assert names(RED)[0] in found.palette
    assert names(RED)[0] not in [swatch.color for swatch in found.dominant_colors]


def test_what_does_not_show_has_no_colour() -> None:
    image = Image.new("RGBA", (100, 100), (255, 0, 0, 0))
    image.paste((*BLUE, 255), (0, 0, 20, 100))
    found = analysed(image)
    assert found.has_alpha
    assert [swatch.color for swatch in found.dominant_colors] == names(BLUE)
    assert found.dominant_colors[0].share == 1


def test_a_picture_of_which_nothing_shows_has_no_colours() -> None:
    found = analysed(Image.new("RGBA", (50, 50), (9, 9, 9, 0)))
    assert (found.dominant_colors, found.palette, found.brand_colors) == ((), (), ())


@pytest.mark.parametrize("image", [noise(300, 300), artwork(), Image.new("RGB", (1, 1), RED)])
def test_there_are_some_colours_of_anything_but_not_many(image: Image.Image) -> None:
    found = analysed(image)
    assert 1 <= len(found.dominant_colors) <= 6
    assert 1 <= len(found.palette) <= 8
    assert len(set(found.palette)) == len(found.palette)
    assert sum(swatch.share for swatch in found.dominant_colors) <= 1.001


def test_a_jpeg_has_nearly_the_colours_of_its_source() -> None:
    exact = analysed(logo()).brand_colors
    found = analysed(encoded(logo(), "JPEG", quality=85)).brand_colors
    assert len(found) == len(exact)
    for colour in found:
        assert min(_apart(colour, other) for other in exact) <= 12


def test_oklab_is_what_its_author_says_it_is() -> None:
    assert to_oklab(WHITE) == pytest.approx((1, 0, 0), abs=1e-3)
    assert to_oklab(BLACK) == pytest.approx((0, 0, 0), abs=1e-6)
    assert to_oklab((255, 0, 0)) == pytest.approx((0.628, 0.2249, 0.1258), abs=1e-3)
    assert chroma(to_oklab((77, 77, 77))) == pytest.approx(0, abs=1e-3)


def _apart(one: str, other: str) -> int:
    return max(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))


def test_the_blend_of_a_soft_edge_is_no_brand_colour_and_a_tint_is() -> None:
    red, pink = (220, 30, 40), (238, 142, 148)  # halfway to white
    kinds = [Kind(colour, to_oklab(colour), 0) for colour in (WHITE, red, pink)]
    for pixels, wanted in ((40, names(red)), (400, names(red, pink))):
        for kind, count in zip(kinds, (3000, 1000, pixels), strict=True):
            kind.pixels = count
        assert list(brand(kinds, WHITE)) == wanted
