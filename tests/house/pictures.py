"""Files to hang on an artwork host, drawn in code and small enough to be quick."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.imaging.drawing import encoded, quarters


@cache
def poster(seed: int = 0) -> bytes:
    """A JPEG of 340x500; each seed is another picture."""
    return _jpeg(340, 500, seed)


@cache
def still(seed: int = 0) -> bytes:
    """A JPEG of 640x360."""
    return _jpeg(640, 360, seed)


@cache
def logo() -> bytes:
    """A PNG of 400x155 with transparent corners."""
    image = quarters(400, 155, "RGBA")
    image.putalpha(128)
    return encoded(image, "PNG")


def _jpeg(width: int, height: int, seed: int) -> bytes:
    options: dict[str, Any] = {"quality": 90}
    image = quarters(width, height).rotate(seed * 7)
    return encoded(image, "JPEG", **options)
