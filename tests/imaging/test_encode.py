from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image

from tests.imaging.drawing import decoded, encoded, noise, photo
from tvdbproxy.imaging.encode import encode
from tvdbproxy.imaging.formats import WRITABLE, Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.render import render
from tvdbproxy.imaging.sizes import Size


@pytest.mark.parametrize("picture_format", sorted(WRITABLE))
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_every_format_is_written_as_what_it_says(picture_format: Format, mode: str) -> None:
    image = decoded(encode(photo(90, 60).convert(mode), picture_format, 85, "store"))
    assert image.format == picture_format.upper()
    assert image.size == (90, 60)


def test_formats_of_one_picture_do_not_take_each_others_settings() -> None:
    source = encoded(photo(300, 200), "PNG")
    sizes = (Size("original"), Size("w", 200))
    order = RenderOrder(sizes, (Format.AVIF, Format.WEBP, Format.JPEG), quality=60)
    together = {(each.width, each.format): each.data for each in render(source, order).variants}
    for wanted in order.formats:
        alone = render(source, replace(order, formats=(wanted,))).variants
        for variant in alone:
            assert together[variant.width, wanted] == variant.data


@pytest.mark.parametrize("picture_format", sorted(WRITABLE))
@pytest.mark.parametrize("quality", [1, 50, 98, 100])
def test_every_quality_can_be_written_even_of_noise(picture_format: Format, quality: int) -> None:
    assert decoded(encode(noise(120, 90), picture_format, quality, "store")).size == (120, 90)


def test_less_quality_is_fewer_bytes() -> None:
    image = photo(300, 200)
    for picture_format in (Format.WEBP, Format.AVIF, Format.JPEG):
        assert len(encode(image, picture_format, 40, "store")) < len(
            encode(image, picture_format, 90, "store")
        )


def test_a_jpeg_is_progressive() -> None:
    assert decoded(encode(photo(64, 64), Format.JPEG, 85, "fast")).info["progressive"]


def test_encoding_leaves_the_picture_as_it_was() -> None:
    image = Image.new("RGBA", (20, 20), (10, 20, 30, 0))
    before = image.tobytes()
    encode(image, Format.JPEG, 85, "store")
    assert image.tobytes() == before
