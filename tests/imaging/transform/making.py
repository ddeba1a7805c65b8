"""Transforms in this process, for tests that look at pixels."""

from __future__ import annotations

from typing import Any

from PIL import Image

from tests.imaging.drawing import decoded, encoded
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.pipeline import transform
from tvdbproxy.imaging.transform.spec import Transformed, TransformSpec

RED, GREEN, BLUE, WHITE, BLACK = (
    (230, 40, 40),
    (40, 180, 60),
    (50, 80, 220),
    (255, 255, 255),
    (0, 0, 0),
)
CLEAR = (0, 0, 0, 0)


def transformed(
    source: Image.Image | bytes, mark: Image.Image | None = None, /, **options: Any
) -> Transformed:
    """The result of a picture, which goes in as a PNG, or of a file."""
    data = source if isinstance(source, bytes) else encoded(source, "PNG")
    watermark = encoded(mark, "PNG") if mark else b""
    return transform(data, TransformOrder(TransformSpec(**options), watermark=watermark))


def made(
    source: Image.Image | bytes, mark: Image.Image | None = None, /, **options: Any
) -> Image.Image:
    """The pixels of the result, written as a PNG unless something else is said."""
    return decoded(transformed(source, mark, **{"format": "png", **options}).data)


def flat(width: int, height: int, colour: tuple[int, ...] = RED) -> Image.Image:
    """One colour, with alpha where it has four parts."""
    return Image.new("RGBA" if len(colour) == 4 else "RGB", (width, height), colour)


def on(ground: Image.Image, picture: Image.Image, left: int, top: int) -> Image.Image:
    """A picture with another one in it."""
    both = ground.copy()
    both.paste(picture, (left, top))
    return both


def ruler(width: int, height: int) -> Image.Image:
    """Each pixel says where it is: red is x, green is y."""
    image = Image.new("RGB", (width, height))
    image.putdata([(x, y, 128) for y in range(height) for x in range(width)])
    return image
