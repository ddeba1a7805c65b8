from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.imaging.drawing import decoded, encoded, near, noise, photo, quarters
from tests.imaging.transform.making import RED, flat, made, transformed
from tvdbproxy.imaging.formats import Format, sniff
from tvdbproxy.imaging.transform.formats import READABLE, WRITTEN


@pytest.mark.parametrize("given", WRITTEN)
@pytest.mark.parametrize("written", WRITTEN)
def test_every_format_becomes_every_other(given: Format, written: Format) -> None:
    options = {"sizes": [(200, 120)]} if given is Format.ICO else {}
    source = encoded(quarters(), given.value, **options)
    result = transformed(source, format=written.value, width=100, quality=90)
    image = decoded(result.data).convert("RGB")
    assert sniff(result.data, READABLE) is written
    assert (result.format, result.source_format) == (written, given)
    assert image.size == (result.width, result.height) == (100, 60)
    assert (result.source_width, result.source_height) == (200, 120)
    assert near(image.getpixel((25, 15)), (230, 40, 40), 16)  # type: ignore[arg-type]
    assert near(image.getpixel((75, 45)), (240, 200, 40), 16)  # type: ignore[arg-type]


@pytest.mark.parametrize("given", WRITTEN)
def test_without_a_format_it_stays_what_it_was(given: Format) -> None:
    assert transformed(encoded(quarters(), given.value), width=60).format == given


def test_jpg_is_a_name_of_jpeg() -> None:
    assert transformed(quarters(), format="jpg").format == "jpeg"


@pytest.mark.parametrize("written", ["jpeg", "webp", "avif"])
def test_less_quality_is_fewer_bytes(written: str) -> None:
    source = noise(120, 120)
    low, high = (len(transformed(source, format=written, quality=q).data) for q in (20, 90))
    assert low < high / 2


def test_what_one_picture_was_saved_with_does_not_stick_to_it() -> None:
    source = encoded(noise(80, 80), "PNG")
    first = transformed(source, format="webp", quality=30).data
    bounded = transformed(source, format="webp", quality=95, max_bytes=len(first)).data
    assert len(bounded) <= len(first)
    assert transformed(source, format="webp", quality=30).data == first


@pytest.mark.parametrize("written", ["jpeg", "webp", "avif", "tiff"])
def test_a_file_comes_out_within_its_bytes(written: str) -> None:
    source = noise(150, 150)
    free = transformed(source, format=written).data
    bound = transformed(source, format=written, max_bytes=len(free) // 2)
    assert len(bound.data) <= len(free) // 2
    assert decoded(bound.data).size == (150, 150)


def test_what_cannot_be_small_enough_comes_all_the_same() -> None:
    result = transformed(noise(100, 100), format="jpeg", max_bytes=10)
    assert len(result.data) > 10
    assert decoded(result.data).size == (100, 100)


def test_what_is_lossless_is_not_tried_again() -> None:
    source = noise(50, 50)
    assert made(source, format="png", max_bytes=10).tobytes() == source.tobytes()


@pytest.mark.parametrize("size", [(15, 40), (40, 15), (1, 1), (15, 15)])
def test_an_avif_that_is_too_small_is_something_else(size: tuple[int, int]) -> None:
    opaque = transformed(flat(*size), format="avif")
    seen_through = transformed(flat(*size, (255, 0, 0, 99)), format="avif")
    assert (opaque.format, seen_through.format) == ("jpeg", "png")
    assert decoded(seen_through.data).size == size


def test_sixteen_pixels_are_enough() -> None:
    assert transformed(flat(16, 16), format="avif").format == "avif"


def test_a_jpeg_is_progressive_and_an_icon_holds_one_picture() -> None:
    assert "progressive" in Image.open(BytesIO(transformed(photo(90, 90), format="jpeg").data)).info
    icon = Image.open(BytesIO(transformed(flat(48, 20), format="ico").data))
    assert icon.info["sizes"] == {(48, 20)}


def test_a_tiff_and_a_bmp_lose_nothing() -> None:
    source = noise(40, 40)
    for written in ("tiff", "bmp", "ico"):
        assert made(source, format=written).convert("RGB").tobytes() == source.tobytes()


def test_the_same_order_gives_the_same_bytes() -> None:
    for written in WRITTEN:
        options = {"format": written.value, "width": 40, "blur": 1.0}
        assert transformed(photo(99, 60), **options) == transformed(photo(99, 60), **options)


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1)])
@pytest.mark.parametrize("written", WRITTEN)
def test_the_smallest_pictures_come_through(size: tuple[int, int], written: Format) -> None:
    result = transformed(flat(*size, RED), format=written.value)
    assert decoded(result.data).size == (result.width, result.height)
