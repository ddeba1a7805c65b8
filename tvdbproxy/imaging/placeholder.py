"""Some 25 bytes to show until the picture is there."""

from __future__ import annotations

from fast_thumbhash import rgba_to_thumb_hash
from PIL import Image

LARGEST_SIDE = 100  # the algorithm's own bound


def placeholder(image: Image.Image) -> bytes:
    """The ThumbHash of a picture with sides of at most ``LARGEST_SIDE``."""
    rgba = image.convert("RGBA")
    return bytes(rgba_to_thumb_hash(rgba.width, rgba.height, rgba.tobytes()))
