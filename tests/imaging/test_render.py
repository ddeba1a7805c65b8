from __future__ import annotations

from base64 import b64encode
from typing import Any

import fast_thumbhash
import pytest
from PIL import Image, TiffImagePlugin

from tests.imaging.drawing import decoded, encoded, near, noise, photo, quarters
from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import RenderOrder, Variant
from tvdbproxy.imaging.profiles import BUILT_IN
from tvdbproxy.imaging.render import render
from tvdbproxy.imaging.sizes import Size

ARTWORK = BUILT_IN["artwork"]
EVERY_FORMAT = (Format.WEBP, Format.AVIF, Format.JPEG, Format.PNG)


def boxes(variants: tuple[Variant, ...]) -> list[tuple[tuple[str, ...], int, int]]:
    return [(variant.size_names, variant.width, variant.height) for variant in variants]


def test_a_poster_has_four_different_pictures_for_five_sizes() -> None:
    rendered = render(encoded(photo(680, 1000), "JPEG"), RenderOrder(ARTWORK))
    assert boxes(rendered.variants) == [
        (("original", "large"), 680, 1000),
        (("medium",), 490, 720),
        (("small",), 245, 360),
        (("thumbnail",), 115, 169),
    ]
    for variant in rendered.variants:
        image = decoded(variant.data)
        assert (image.format, image.size) == ("WEBP", (variant.width, variant.height))


@pytest.mark.proves("I26")
def test_a_small_picture_is_never_enlarged() -> None:
    rendered = render(encoded(quarters(90, 60), "PNG"), RenderOrder(ARTWORK))
    names = tuple(size.name for size in ARTWORK)
    assert boxes(rendered.variants) == [(names, 90, 60)]


def test_fill_sizes_are_cut_from_the_middle() -> None:
    sizes = (Size("square", 60, 60, "fit"), Size("face", 30, 30, "fill"))
    rendered = render(encoded(quarters(300, 100), "PNG"), RenderOrder(sizes, (Format.PNG,)))
    assert boxes(rendered.variants) == [(("square",), 60, 20), (("face",), 30, 30)]
    face = decoded(rendered.variants[1].data)
    assert near(face.getpixel((3, 3)), (230, 40, 40), 20)  # type: ignore[arg-type]
    assert near(face.getpixel((26, 26)), (240, 200, 40), 20)  # type: ignore[arg-type]


def test_a_fill_size_that_crops_nothing_shares_the_pixels_of_the_fitted_one() -> None:
    sizes = (Size("fitted", 80, 80), Size("filled", 80, 80, "fill"))
    rendered = render(encoded(photo(200, 200), "JPEG"), RenderOrder(sizes))
    assert boxes(rendered.variants) == [(("fitted", "filled"), 80, 80)]


def test_the_media_profile_of_a_wide_picture() -> None:
    rendered = render(encoded(photo(1600, 900), "JPEG"), RenderOrder(BUILT_IN["media"]))
    assert boxes(rendered.variants) == [
        (("thumbnail",), 300, 300),
        (("small",), 480, 270),
        (("grid",), 500, 281),
        (("detail",), 1200, 675),
        (("header",), 1600, 500),
        (("zoom",), 1600, 900),
    ]


@pytest.mark.proves("I20")
@pytest.mark.parametrize("size", [(1, 1), (1, 700), (700, 1), (940, 2)])
def test_a_hair_is_a_picture_too(size: tuple[int, int]) -> None:
    rendered = render(encoded(photo(*size), "PNG"), RenderOrder(ARTWORK, EVERY_FORMAT))
    for variant in rendered.variants:
        assert decoded(variant.data).size == (variant.width, variant.height)
    assert rendered.picture.placeholder


@pytest.mark.proves("I27")
@pytest.mark.parametrize("source_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_the_same_bytes_give_the_same_result(source_format: str) -> None:
    source = encoded(photo(320, 240), source_format)
    order = RenderOrder(ARTWORK, EVERY_FORMAT)
    assert render(source, order) == render(source, order)


def test_an_avif_is_kept_beside_a_webp_only_where_it_is_smaller() -> None:
    order = RenderOrder((Size("original"),), (Format.WEBP, Format.AVIF))
    worth_it = render(encoded(photo(400, 300), "PNG"), order).variants
    assert [variant.format for variant in worth_it] == [Format.WEBP, Format.AVIF]
    assert len(worth_it[1].data) <= 0.95 * len(worth_it[0].data)
    not_worth_it = render(encoded(Image.new("RGB", (8, 8)), "PNG"), order).variants
    assert [variant.format for variant in not_worth_it] == [Format.WEBP]


def test_an_avif_that_was_asked_for_alone_is_made_in_any_case() -> None:
    order = RenderOrder((Size("original"),), (Format.AVIF,))
    variants = render(encoded(Image.new("RGB", (8, 8)), "PNG"), order).variants
    assert [variant.format for variant in variants] == [Format.AVIF]


def test_a_very_large_picture_has_no_avif_beside_its_webp() -> None:
    sizes = (Size("original"), Size("w", 100))
    order = RenderOrder(sizes, (Format.WEBP, Format.AVIF), quality=60, effort="fast")
    variants = render(encoded(photo(2400, 1700), "JPEG"), order).variants
    large = [variant.format for variant in variants if variant.width == 2400]
    assert large == [Format.WEBP]
    assert Format.AVIF in [variant.format for variant in variants]


def test_on_large_pictures_no_effort_is_spent_where_an_order_says_so() -> None:
    source = encoded(photo(400, 300), "JPEG")
    sizes = (Size("original"), Size("small", 200))

    def made(**options: Any) -> list[bytes]:
        return [each.data for each in render(source, RenderOrder(sizes, **options)).variants]

    stored, fast = made(effort="store"), made(effort="fast")
    assert stored[0] != fast[0]
    assert stored[1] != fast[1]
    assert made(effort="store", effort_pixels=400 * 300) == stored
    assert made(effort="store", effort_pixels=400 * 300 - 1) == [fast[0], stored[1]]


def test_the_picture_is_described() -> None:
    picture = render(encoded(photo(320, 200), "GIF"), RenderOrder(())).picture
    assert (picture.format, picture.width, picture.height) == (Format.GIF, 320, 200)
    assert not picture.has_alpha
    assert not picture.animated
    assert 5 <= len(picture.placeholder) <= 25


def test_the_dominant_color_is_the_one_that_most_of_it_has() -> None:
    image = Image.new("RGB", (100, 100), (200, 30, 60))
    image.paste((0, 0, 255), (0, 0, 100, 40))
    color = render(encoded(image, "PNG"), RenderOrder(())).picture.dominant_color
    assert near(tuple(bytes.fromhex(color[1:])), (200, 30, 60))


def test_what_cannot_be_seen_does_not_dominate() -> None:
    image = Image.new("RGBA", (100, 100), (0, 255, 0, 0))
    image.paste((10, 20, 200, 255), (0, 0, 100, 20))
    picture = render(encoded(image, "PNG"), RenderOrder(())).picture
    assert near(tuple(bytes.fromhex(picture.dominant_color[1:])), (10, 20, 200))
    invisible = encoded(Image.new("RGBA", (9, 9), (0, 255, 0, 0)), "PNG")
    assert render(invisible, RenderOrder(())).picture.dominant_color == "#ffffff"


def test_the_placeholder_looks_like_the_picture() -> None:
    picture = render(
        encoded(Image.new("RGB", (90, 60), (200, 30, 60)), "PNG"), RenderOrder(())
    ).picture
    red, green, blue, alpha = fast_thumbhash.thumb_hash_to_average_rgba(picture.placeholder)
    seen = tuple(round(part * 255) for part in (red, green, blue))
    assert near(seen, (200, 30, 60), 24), b64encode(picture.placeholder)
    assert alpha == 1


@pytest.mark.proves("I14", "I15")
def test_nothing_that_came_with_the_pixels_leaves_with_them() -> None:
    secret = b"<?php system('secret-marker'); ?>"
    exif = Image.Exif()
    exif[0x013B] = "secret-marker"
    exif.get_ifd(0x8825)[2] = (TiffImagePlugin.IFDRational(52), TiffImagePlugin.IFDRational(31), 0)
    exif.get_ifd(0x8825)[1] = "N"
    options = {"comment": secret, "exif": exif, "xmp": b"<x>secret-marker</x>"}
    source = encoded(photo(200, 150), "JPEG", icc_profile=b"secret-marker" * 12, **options)
    assert source.count(b"secret-marker") >= 4
    for variant in render(source, RenderOrder((Size("original"),), EVERY_FORMAT)).variants:
        image = decoded(variant.data)
        assert b"secret-marker" not in variant.data
        assert not image.getexif()
        assert not {"comment", "icc_profile", "xmp", "exif", "photoshop"} & set(image.info)


@pytest.mark.proves("I22", "I25")
def test_a_text_named_like_a_picture_is_refused_by_its_content() -> None:
    with pytest.raises(Unsupported, match="HTML"):
        render(b"<html><title>404</title></html>", RenderOrder(ARTWORK))


@pytest.mark.proves("I5")
def test_a_broken_picture_gives_no_half_result() -> None:
    source = encoded(noise(120, 90), "JPEG")
    with pytest.raises(BadPicture):
        render(source[: len(source) * 2 // 3], RenderOrder(ARTWORK))


@pytest.mark.parametrize(
    "options", [{"formats": ()}, {"formats": (Format.GIF,)}, {"quality": 0}, {"quality": 101}]
)
def test_an_order_that_cannot_be_filled_cannot_be_placed(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"cannot write|quality"):
        RenderOrder(ARTWORK, **options)  # type: ignore[arg-type]
