"""ThumbHashes as pictures in the page."""

from __future__ import annotations

import base64
import io

from fast_thumbhash import thumb_hash_to_rgba
from PIL import Image

from tests.imaging.drawing import quarters
from tvdbproxy.imaging.placeholder import placeholder
from tvdbproxy.web.gallery.placeholders import placeholder_uri

HASH = placeholder(quarters(68, 100))


def test_it_is_the_picture_of_the_hash() -> None:
    width, height, rgba = thumb_hash_to_rgba(HASH)
    whole = Image.frombytes("RGBA", (width, height), bytes(rgba)).convert("RGB")

    small = _decoded(placeholder_uri(HASH.hex()))

    assert small.size == (-(-width // 2), -(-height // 2))
    for x in range(small.width):
        for y in range(small.height):
            assert small.getpixel((x, y)) == whole.getpixel((2 * x, 2 * y))


def test_sixty_of_them_weigh_little() -> None:
    assert len(placeholder_uri(HASH.hex())) < 1500


def _decoded(uri: str) -> Image.Image:
    head, _, data = uri.partition(",")
    assert head == "data:image/png;base64"
    image = Image.open(io.BytesIO(base64.b64decode(data)))
    image.load()
    assert image.mode == "RGB"
    return image
