"""Bad input through real children: each is refused by name, and the child goes on."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from tests.imaging.bombs import FRAMES, PIXELS
from tests.imaging.drawing import encoded, noise, quarters
from tests.imaging.test_more_headers import lying_icon
from tvdbproxy.errors import BadPicture, TooLarge, TvdbProxyError, Unsupported
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.limits import Budget, Limits
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.transform.formats import WRITTEN
from tvdbproxy.imaging.transform.spec import (
    Crop,
    Extend,
    Gravity,
    Padding,
    Transformed,
    TransformSpec,
    Trim,
    Watermark,
)

PATIENCE = 30
SMALL = encoded(quarters(64, 48), "PNG")


@pytest.fixture(scope="module")
def pool() -> Iterator[ImagePool]:
    with ImagePool(1) as made:
        yield made


def through(
    pool: ImagePool, source: bytes, limits: Limits | None = None, **options: object
) -> Transformed:
    watermark = SMALL if options.pop("watermark_file", False) else None
    spec = TransformSpec(**{"width": 40, "format": "webp", **options})  # type: ignore[arg-type]
    return pool.transform(
        source, spec, watermark=watermark, limits=limits or Limits(), deadline_seconds=PATIENCE
    )


def code_of(pool: ImagePool, source: bytes, limits: Limits | None = None, **options: object) -> str:
    with pytest.raises(TvdbProxyError) as caught:
        through(pool, source, limits, **options)
    assert isinstance(caught.value, BadPicture | TooLarge | Unsupported), caught.value
    assert through(pool, SMALL).width == 40
    return caught.value.code


@pytest.mark.parametrize("bomb", PIXELS.values(), ids=PIXELS)
def test_a_bomb_of_pixels_is_refused(pool: ImagePool, bomb: Callable[[], bytes]) -> None:
    assert code_of(pool, bomb()) == "image_too_large"


@pytest.mark.parametrize("bomb", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("most", [1, 3])
def test_a_bomb_of_frames_costs_a_few_of_them(
    pool: ImagePool, bomb: Callable[[], bytes], most: int
) -> None:
    assert through(pool, bomb(), max_animation_frames=most).width == 40


def test_many_frames_of_a_large_screen_are_refused_when_they_are_wanted(pool: ImagePool) -> None:
    bomb = FRAMES["a GIF of 2,000 frames on a large screen"]()
    assert code_of(pool, bomb, max_animation_frames=2_000) == "image_too_large"


def small_that_is_large(side: int = 20_000) -> bytes:
    """A GIF whose screen is one pixel, and whose frame is not."""
    source = bytearray(encoded(quarters(), "GIF"))
    frame = source.index(b"," + bytes(4)) + 5
    source[6:10] = struct.pack("<HH", 1, 1)
    source[frame : frame + 4] = struct.pack("<HH", side, side)
    return bytes(source)


def a_one_by_one_icon(side: int = 7_500) -> bytes:
    return lying_icon(encoded(Image.new("1", (side, side)), "PNG"))


@pytest.mark.parametrize("source", [small_that_is_large(), a_one_by_one_icon()])
def test_one_pixel_that_decodes_to_millions_is_refused(pool: ImagePool, source: bytes) -> None:
    assert code_of(pool, source) == "image_too_large"


@pytest.mark.parametrize("picture_format", WRITTEN)
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9])
def test_half_a_picture_is_refused_or_as_good_as_whole(
    pool: ImagePool, picture_format: Format, part: float
) -> None:
    whole = encoded(noise(64, 64), picture_format.value)
    try:
        made = through(pool, whole[: int(len(whole) * part)])
    except BadPicture as error:
        assert error.code in {"image_truncated", "image_undecodable"}  # noqa: PT017
    else:
        assert made.width == 40
    assert through(pool, SMALL).width == 40


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO"])
def test_no_spoilt_byte_ends_a_child(pool: ImagePool, kind: str) -> None:
    """Every byte of the head in turn, as all ones: refused or read, but never a crash."""
    whole = encoded(noise(24, 24), kind)
    before = pool.pids()
    for at in range(min(100, len(whole))):
        spoilt = whole[:at] + b"\xff" + whole[at + 1 :]
        try:
            through(pool, spoilt)
        except (BadPicture, Unsupported, TooLarge):
            continue
    assert through(pool, SMALL).width == 40
    assert pool.pids() == before or len(pool.pids()) <= 1


@pytest.mark.parametrize(
    "options",
    [
        {"width": 60_000, "height": 60_000, "enlarge": True},
        {"width": 8_000, "height": 8_000, "extend": Extend(True)},
        {"padding": Padding(30_000, 30_000, 30_000, 30_000)},
        {"width": 16_000, "height": 16_000, "enlarge": True, "resizing_type": "force"},
        {"min_width": 100_000, "resizing_type": "fill", "width": 1, "height": 1},
        {"dpr": 1e9, "enlarge": True},
        {"zoom_x": 1e12, "zoom_y": 1e12, "enlarge": True},
        {"zoom_x": 1e308, "dpr": 1e308, "enlarge": True},
        {"watermark": Watermark(1, scale=1e4), "watermark_file": True},
        {"watermark": Watermark(1, scale=1e308), "watermark_file": True},
    ],
)
def test_a_small_picture_cannot_become_a_bomb(pool: ImagePool, options: dict[str, object]) -> None:
    assert code_of(pool, SMALL, **options) == "image_too_large"


@pytest.mark.parametrize(
    "options",
    [
        {"gravity": Gravity("soea", 1e308, -1e308), "dpr": 1e300, "resizing_type": "fill"},
        {"brightness": 1e308, "contrast": 1e308, "saturation": 1e308},
        {"brightness": -1e308, "contrast": 5e-324, "saturation": 5e-324},
        {"blur": 1e308, "sharpen": 1e308, "pixelate": 10**9},
        {"trim": Trim(1e308)},
        {"watermark": Watermark(1, "re", 1e308, 1e308, 5e-324), "watermark_file": True},
        {"watermark": Watermark(1e308, "nowe", -1e308, 1e308), "watermark_file": True},
        {"crop": Crop(5e-324, 1e308, Gravity("fp", 1, 1)), "rotate": 36_090},
    ],
)
def test_numbers_without_sense_still_give_a_picture(
    pool: ImagePool, options: dict[str, object]
) -> None:
    assert through(pool, SMALL, **options).width >= 1


def test_a_result_may_have_as_many_pixels_as_a_source(pool: ImagePool) -> None:
    limits = Limits(max_pixels=10_000)
    options = {"width": 100, "enlarge": True, "resizing_type": "force", "format": "png"}
    assert through(pool, SMALL, limits, height=100, **options).height == 100
    assert code_of(pool, SMALL, limits, height=101, **options) == "image_too_large"


def test_bytes_are_counted_too(pool: ImagePool) -> None:
    assert code_of(pool, SMALL, Limits(max_bytes=10)) == "payload_too_large"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>', "an SVG drawing"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1miaf", "a HEIC picture"),
        (b"%PDF-1.7 and so on and on", "a PDF document"),
        (b"just some text that is no picture", "a text"),
    ],
)
def test_a_stranger_is_told_what_it_is_and_what_we_read(
    pool: ImagePool, source: bytes, name: str
) -> None:
    with pytest.raises(Unsupported, match=f"{name}.*send JPEG, PNG, WebP, GIF, AVIF, TIFF, BMP"):
        through(pool, source)


@pytest.mark.parametrize("name", ["svg", "jxl", "heic", "pdf", "", "WEBP"])
def test_what_we_do_not_write_is_refused(pool: ImagePool, name: str) -> None:
    if name:
        assert code_of(pool, SMALL, format=name) == "unsupported_format"
    else:
        assert through(pool, SMALL, format=name).format == "png"


def test_memory_is_bounded(pool: ImagePool) -> None:
    large = encoded(Image.new("RGB", (6_000, 6_000)), "PNG")
    with ImagePool(1, Budget(memory_mb=256)) as poor:
        with pytest.raises(BadPicture) as caught:
            through(poor, large, width=5_990)
        assert caught.value.code in {"image_too_large", "image_undecodable"}
        assert through(poor, SMALL).width == 40
