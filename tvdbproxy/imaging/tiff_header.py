"""The dimensions of a TIFF's first picture, from its first directory."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from tvdbproxy.imaging.verdicts import truncated, undecodable

_WIDTH, _HEIGHT = 256, 257
_NUMBERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
_MOST_ENTRIES = 4096


@dataclass(frozen=True)
class _Shape:
    """How a directory is written; BigTIFF counts with eight bytes where TIFF has four."""

    first: int
    offset: str
    count: str
    entry: int
    value: int


_CLASSIC = _Shape(first=4, offset="I", count="H", entry=12, value=8)
_BIG = _Shape(first=8, offset="Q", count="Q", entry=20, value=12)


def read_dimensions(source: bytes) -> tuple[int, int]:
    """Width and height. Raises ``struct.error`` where the file ends before them."""
    order = "<" if source[:2] == b"II" else ">"
    shape = _BIG if source[2:4] in (b"+\0", b"\0+") else _CLASSIC
    (at,) = struct.unpack_from(order + shape.offset, source, shape.first)
    if at > len(source):
        raise truncated("TIFF directory beyond the end")
    sides = dict(_numbers(source, at, order, shape))
    if _WIDTH not in sides or _HEIGHT not in sides:
        raise undecodable("TIFF that does not say how large it is")
    return sides[_WIDTH], sides[_HEIGHT]


def _numbers(source: bytes, at: int, order: str, shape: _Shape) -> Iterator[tuple[int, int]]:
    """Tags of the directory at ``at`` that are whole numbers, with the first of each."""
    (count,) = struct.unpack_from(order + shape.count, source, at)
    if count > _MOST_ENTRIES:
        raise undecodable(f"TIFF directory of {count} entries")
    at += struct.calcsize(order + shape.count)
    for entry in range(at, at + count * shape.entry, shape.entry):
        tag, kind = struct.unpack_from(order + "HH", source, entry)
        if kind in _NUMBERS:
            (value,) = struct.unpack_from(order + _NUMBERS[kind], source, entry + shape.value)
            yield tag, value
