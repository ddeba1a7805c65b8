"""HEICs drawn in code, as telephones write them; of the extra ``heic``."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image


def heic(image: Image.Image, **options: Any) -> bytes:
    """The picture as a file."""
    buffer = BytesIO()
    pillow_heif.from_pillow(image).save(buffer, **{"quality": 90, **options})
    return buffer.getvalue()


def lying_heic(image: Image.Image, width: int, height: int) -> bytes:
    """The same, whose size property claims other sides."""
    source = bytearray(heic(image))
    at = source.index(b"ispe") + 8
    source[at : at + 8] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return bytes(source)
