"""A picture drawn without any library, to try libraries with."""

from __future__ import annotations

import struct
import zlib

_MAGIC = b"\x89PNG\r\n\x1a\n"
_EIGHT_BITS_RGB = (8, 2, 0, 0, 0)


def specimen(side: int) -> bytes:
    """A square gradient as PNG, red to the right and green downwards."""
    step = 255 / max(side - 1, 1)
    rows = b"".join(
        b"\0" + b"".join(bytes((int(x * step), int(y * step), 128)) for x in range(side))
        for y in range(side)
    )
    header = struct.pack(">II5B", side, side, *_EIGHT_BITS_RGB)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return _MAGIC + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
