from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter

from tests.imaging.analysis.looking import artwork
from tests.imaging.background.drawing import (
    BLACK,
    GREEN,
    NAVY,
    RED,
    WHITE,
    Colour,
    apart,
    cut,
    hole,
    laid_on,
    most_apart,
    on,
    shape,
)
from tests.imaging.drawing import decoded, encoded, noise, photo, quarters
from tvdbproxy.imaging.background.cut_out import LARGEST_SIDE

FILES: dict[str, tuple[str, dict[str, Any]]] = {
    "PNG": ("PNG", {}),
    "lossless WebP": ("WEBP", {"lossless": True}),
    "JPEG 95": ("JPEG", {"quality": 95, "subsampling": 0}),
    "JPEG 80": ("JPEG", {"quality": 80}),
    "WebP 80": ("WEBP", {"quality": 80}),
}
LOSSY = ("JPEG 95", "JPEG 80", "WebP 80")


def cut_image(source: Image.Image | bytes) -> Image.Image:
    made = cut(source)
    assert made.removed, made.reason
    assert made.reason == "flat_background"
    image = decoded(made.data)
    assert (image.format, image.mode) == ("PNG", "RGBA")
    return image


@pytest.mark.parametrize("ground", [WHITE, BLACK, GREEN])
@pytest.mark.parametrize("file", FILES)
def test_the_ground_goes_and_what_lies_on_it_stays(ground: Colour, file: str) -> None:
    picture_format, options = FILES[file]
    image = cut_image(encoded(on(ground), picture_format, **options))
    for corner in ((0, 0), (399, 0), (0, 299), (399, 299), (220, 20), (225, 140)):
        assert image.getpixel(corner)[3] == 0  # type: ignore[index]
    for spot, colour in (((70, 140), RED), ((295, 110), NAVY), ((200, 262), NAVY)):
        *seen, alpha = image.getpixel(spot)  # type: ignore[misc]
        assert alpha == 255
        assert max(abs(a - b) for a, b in zip(seen, colour, strict=True)) <= 12


@pytest.mark.parametrize("ground", [WHITE, BLACK, GREEN])
@pytest.mark.parametrize("file", FILES)
def test_the_same_colour_inside_stays(ground: Colour, file: str) -> None:
    picture_format, options = FILES[file]
    image = cut_image(encoded(on(ground), picture_format, **options))
    *seen, alpha = image.getpixel(hole())  # type: ignore[misc]
    assert alpha == 255
    assert max(abs(a - b) for a, b in zip(seen, ground, strict=True)) <= 8


@pytest.mark.parametrize("ground", [WHITE, BLACK, GREEN])
def test_back_on_its_ground_it_looks_as_it_did(ground: Colour) -> None:
    source = on(ground)
    assert most_apart(laid_on(cut_image(source), ground), source) <= 7


@pytest.mark.parametrize("ground", [WHITE, BLACK, GREEN])
@pytest.mark.parametrize("other", [WHITE, BLACK, GREEN])
def test_on_another_ground_there_is_no_halo(ground: Colour, other: Colour) -> None:
    """As if it had been drawn there, but for the hole, which keeps the old ground."""
    wanted, seen = on(other), laid_on(cut_image(on(ground)), other)
    for image in (wanted, seen):
        ImageDraw.Draw(image).ellipse((90, 100, 170, 180), fill=RED)
    assert apart(seen, wanted) < 0.15
    assert most_apart(seen, wanted) <= 70


@pytest.mark.parametrize("file", LOSSY)
def test_a_lossy_file_leaves_hardly_any_crumbs(file: str) -> None:
    picture_format, options = FILES[file]
    wanted = on(BLACK)
    seen = laid_on(cut_image(encoded(on(WHITE), picture_format, **options)), BLACK)
    for image in (wanted, seen):
        ImageDraw.Draw(image).ellipse((90, 100, 170, 180), fill=RED)
    assert apart(seen, wanted) < 1


def test_a_shape_may_touch_the_rim() -> None:
    source = on(WHITE)
    source.paste(NAVY, (0, 120, 30, 170))
    image = cut_image(source)
    assert image.getpixel((0, 140)) == (*NAVY, 255)
    assert image.getpixel((0, 20))[3] == 0  # type: ignore[index]


def test_a_nearly_white_shape_on_white_stays() -> None:
    source = Image.new("RGB", (300, 200), WHITE)
    source.paste((225, 225, 230), (100, 50, 200, 150))
    image = cut_image(source)
    assert image.getpixel((150, 100)) == (225, 225, 230, 255)


@pytest.mark.parametrize("mode", ["RGB", "P", "L"])
def test_a_picture_on_a_diagonal_is_not_entered_through_its_corners(mode: str) -> None:
    source = Image.new("L", (60, 60), 255)
    for at in range(15, 45):
        source.putpixel((at, 59 - at + 0), 0)
        source.putpixel((at, at), 0)
    source.paste(0, (15, 15, 45, 16))
    source.paste(0, (15, 44, 45, 45))
    image = cut_image(source.convert(mode))
    assert image.getpixel((30, 20))[3] == 255  # type: ignore[index]
    assert image.getpixel((30, 10))[3] == 0  # type: ignore[index]


def test_what_is_transparent_already_is_left_alone() -> None:
    made = cut(shape())
    assert (made.removed, made.reason, made.data) == (False, "already_transparent", b"")


def gradient() -> Image.Image:
    return Image.linear_gradient("L").resize((300, 200)).convert("RGB")


def night() -> Image.Image:
    """A soft light in the dark: the rim is black all around, and nothing begins anywhere."""
    image = Image.radial_gradient("L").point([max(0, 200 - 2 * v) for v in range(256)])
    return image.resize((400, 300), Image.Resampling.BICUBIC).convert("RGB")


PHOTOGRAPHS = {
    "drawn": photo(600, 400),
    "poster": artwork(),
    "noise": noise(300, 200),
    "gradient": gradient(),
    "quarters": quarters(300, 200),
    "night": night(),
    "grainy white": noise(300, 200).point([200 + level // 5 for level in range(256)] * 3),
}


@pytest.mark.parametrize("name", PHOTOGRAPHS)
@pytest.mark.parametrize("picture_format", ["PNG", "JPEG"])
def test_a_photograph_keeps_its_background_and_says_so(name: str, picture_format: str) -> None:
    made = cut(encoded(PHOTOGRAPHS[name], picture_format))
    assert (made.removed, made.reason, made.data) == (False, "background_not_flat", b"")


@pytest.mark.parametrize("picture_format", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(200, 100), (1, 1), (1, 50)])
def test_of_a_plain_colour_nothing_would_be_left(
    size: tuple[int, int], picture_format: str
) -> None:
    made = cut(encoded(Image.new("RGB", size, GREEN), picture_format))
    assert (made.removed, made.reason, made.data) == (False, "nothing_in_front", b"")


def test_a_cut_out_has_a_bounded_size() -> None:
    source = on(WHITE).resize((LARGEST_SIDE + 200, 300))
    assert cut_image(source).size == (LARGEST_SIDE, round(300 * LARGEST_SIDE / 4296))


def test_a_soft_shadow_is_kept_as_it_was() -> None:
    source = Image.new("RGB", (300, 300), WHITE)
    ImageDraw.Draw(source).rectangle((90, 100, 230, 230), fill=(120, 120, 120))
    source = source.filter(ImageFilter.GaussianBlur(4))
    ImageDraw.Draw(source).rectangle((80, 80, 220, 220), fill=RED)
    assert most_apart(laid_on(cut_image(source), WHITE), source) <= 7


def test_shapes_of_different_colours_side_by_side_look_as_they_did() -> None:
    source = Image.new("RGB", (200, 100), GREEN)
    source.paste(RED, (40, 30, 100, 70))
    source.paste(NAVY, (100, 30, 160, 70))
    source = source.resize((150, 75), Image.Resampling.BILINEAR)
    assert most_apart(laid_on(cut_image(source), GREEN), source) <= 7
