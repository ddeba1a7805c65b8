"""A ThumbHash as a picture that a page can carry: a PNG of some 300 bytes in the address.

The page's policy allows ``data:`` pictures and no inline styles; an ``<img>`` of its own
under the real one needs no script either.
"""

from __future__ import annotations

import base64
import struct
import zlib
from functools import lru_cache

from fast_thumbhash import thumb_hash_to_rgba

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB = 2
_SUB = 1  # the filter "minus the pixel on the left", which suits gradients
# A ThumbHash has at most seven waves a side, so half of its 32 pixels show all of it.
_STEP = 2


@lru_cache(maxsize=4096)
def placeholder_uri(thumb_hash: str) -> str:
    """``data:image/png;base64,...`` for the hex of a ThumbHash; opaque."""
    width, height, rgba = thumb_hash_to_rgba(bytes.fromhex(thumb_hash))
    columns, rows = range(0, width, _STEP), range(0, height, _STEP)
    lines = b"".join(_line(rgba, y * width * 4, columns) for y in rows)
    header = struct.pack(">IIBBBBB", len(columns), len(rows), 8, _RGB, 0, 0, 0)
    png = _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines, 9))
    encoded = base64.b64encode(png + _chunk(b"IEND", b"")).decode()
    return f"data:image/png;base64,{encoded}"


def _line(rgba: bytes, start: int, columns: range) -> bytes:
    """One filtered row of pixels."""
    pixels = b"".join(bytes(rgba[start + 4 * x : start + 4 * x + 3]) for x in columns)
    left = bytes(3) + pixels[:-3]
    return bytes([_SUB]) + bytes((a - b) % 256 for a, b in zip(pixels, left, strict=True))


def _chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
