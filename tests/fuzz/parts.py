"""Where the parts of a picture begin and end, and where it states lengths and sizes.

For mutations that hit where it hurts. Sound files are read; of others, as much as can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.imaging import png_bytes
from tvdbproxy.imaging.formats import Format, sniff

_GIF_BLOCK = re.compile(rb"[\x2c\x21\x3b]")
_CONTAINERS = (b"meta", b"iprp", b"ipco", b"moov", b"trak", b"iinf")


@dataclass(frozen=True)
class Field:
    """A number in the file."""

    at: int
    width: int
    little: bool = False


@dataclass(frozen=True)
class Parts:
    """``spans`` are the parts that can be moved, ``fields`` the numbers that can lie."""

    spans: tuple[tuple[int, int], ...]
    fields: tuple[Field, ...]


def parts_of(source: bytes) -> Parts:
    """The parts of a sound picture."""
    pairs = list(_READERS[sniff(source)](source))
    spans = tuple(span for span, _ in pairs if span[0] < span[1])
    fields = tuple(field for _, found in pairs for field in found)
    inside = tuple(f for f in fields if f.at + f.width <= len(source))
    return Parts(spans or ((0, len(source)),), inside)


Pairs = Iterator[tuple[tuple[int, int], list[Field]]]


def _png(source: bytes) -> Pairs:
    at = len(png_bytes.MAGIC)
    for kind, body in png_bytes.chunks_of(source):
        fields = [Field(at, 4), Field(at + 4, 4)]
        if kind == b"IHDR":
            fields += [
                Field(at + 8, 4),
                Field(at + 12, 4),
                *(Field(at + n, 1) for n in range(16, 21)),
            ]
        if kind in (b"acTL", b"fcTL"):
            fields += [Field(at + n, 4) for n in range(8, 8 + len(body), 4)]
        yield (at, at + 12 + len(body)), fields
        at += 12 + len(body)


def _jpeg(source: bytes) -> Pairs:
    at = 2
    while source[at : at + 1] == b"\xff":
        marker = source[at + 1]
        if marker == 0xD9:
            yield (at, at + 2), []
            return
        end = at + 2 + int.from_bytes(source[at + 2 : at + 4], "big")
        fields = [Field(at + 1, 1), Field(at + 2, 2)]
        if marker in (0xC0, 0xC1, 0xC2):
            fields += [Field(at + 4, 1), Field(at + 5, 2), Field(at + 7, 2)]
            fields += [Field(n, 1) for n in range(at + 9, end)]
        if marker == 0xDA:
            fields += [Field(n, 1) for n in range(at + 4, end)]
            following = re.compile(rb"\xff[^\x00\xd0-\xd7]").search(source, end)
            end = following.start() if following else len(source)
        yield (at, end), fields
        at = end


def _gif(source: bytes) -> Pairs:
    yield (6, 13), [Field(6, 2, True), Field(8, 2, True), Field(10, 1), Field(11, 1)]
    at = 13
    for found in _GIF_BLOCK.finditer(source, 13):
        start = found.start()
        if start < at:
            continue
        fields = [Field(start, 1)]
        if found[0] == b"\x2c":
            fields += [Field(start + n, 2, True) for n in (1, 3, 5, 7)]
            fields += [Field(start + 9, 1), Field(start + 10, 1), Field(start + 11, 1)]
        yield (start, start + 10), fields
        at = start + 10


def _webp(source: bytes) -> Pairs:
    yield (0, 12), [Field(4, 4, True)]
    at = 12
    while at + 8 <= len(source):
        kind, length = source[at : at + 4], int.from_bytes(source[at + 4 : at + 8], "little")
        fields = [Field(at, 4), Field(at + 4, 4, True)]
        if kind == b"VP8X":
            fields += [Field(at + 8, 1), Field(at + 12, 3, True), Field(at + 15, 3, True)]
        if kind == b"VP8 ":
            fields += [Field(at + 8, 3, True), Field(at + 14, 2, True), Field(at + 16, 2, True)]
        if kind == b"VP8L":
            fields += [Field(at + 9, 4, True)]
        if kind == b"ANMF":
            fields += [Field(at + n, 3, True) for n in (8, 11, 14, 17)]
        end = at + 8 + length + length % 2
        yield (at, end), fields
        at = end


def _avif(source: bytes) -> Pairs:
    yield from _boxes(source, 0, len(source))


def _boxes(source: bytes, at: int, limit: int) -> Pairs:
    while at + 8 <= limit:
        length, kind = int.from_bytes(source[at : at + 4], "big"), source[at + 4 : at + 8]
        if not 8 <= length <= limit - at:
            return
        numbers = range(at + 8, min(at + length, at + 60) - 3, 4)
        yield (at, at + length), [Field(at, 4), Field(at + 4, 4), *(Field(n, 4) for n in numbers)]
        if kind in _CONTAINERS:
            inner = {b"meta": 12, b"iinf": 14}.get(kind, 8)
            yield from _boxes(source, at + inner, at + length)
        at += length


_READERS = {
    Format.PNG: _png,
    Format.JPEG: _jpeg,
    Format.GIF: _gif,
    Format.WEBP: _webp,
    Format.AVIF: _avif,
}
