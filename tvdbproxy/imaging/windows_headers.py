"""The dimensions of a BMP and of an icon's largest picture."""

from __future__ import annotations

import struct

from tvdbproxy.imaging.verdicts import undecodable

_FILE_HEADER = 14
_OLDEST = 12  # bytes of the header that still counts with 16 bits
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_PICTURES = 256


def read_bmp(source: bytes) -> tuple[int, int]:
    """Width and height; a negative height means that the first row is the top one."""
    return _bitmap(source, _FILE_HEADER)


def read_ico(source: bytes) -> tuple[int, int]:
    """The largest width and height of its pictures, by what those say themselves.

    The directory has one byte for a side, and says what it likes.
    """
    (count,) = struct.unpack_from("<H", source, 4)
    if not 1 <= count <= _MOST_PICTURES:
        raise undecodable(f"icon of {count} pictures")
    sizes = [_picture(source, 6 + 16 * number) for number in range(count)]
    return max(width for width, _ in sizes), max(height for _, height in sizes)


def _picture(source: bytes, entry: int) -> tuple[int, int]:
    (at,) = struct.unpack_from("<I", source, entry + 12)
    if source[at : at + 8] == _PNG:
        return struct.unpack_from(">II", source, at + 16)
    width, height = _bitmap(source, at)
    return width, height // 2  # below it lies a mask of the same size


def _bitmap(source: bytes, at: int) -> tuple[int, int]:
    (length,) = struct.unpack_from("<I", source, at)
    if length == _OLDEST:
        return struct.unpack_from("<HH", source, at + 4)
    width, height = struct.unpack_from("<ii", source, at + 4)
    return abs(width), abs(height)
