"""Work over neighbouring pixels in which those that do not show have no colour to give."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image


def premultiplied(image: Image.Image, work: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """What ``work`` makes of a picture, whose colours count by how much they show."""
    if image.mode != "RGBA":
        return work(image)
    return work(image.convert("RGBa")).convert("RGBA")
