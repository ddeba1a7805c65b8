"""PNG files byte by byte: what Pillow does not write, and what nobody should."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator

MAGIC = b"\x89PNG\r\n\x1a\n"
GREY, COLOUR, PALETTE, GREY_ALPHA, COLOUR_ALPHA = 0, 2, 3, 4, 6
DEPTHS = {GREY: (1, 2, 4, 8, 16), COLOUR: (8, 16), PALETTE: (1, 2, 4, 8)}
DEPTHS |= {GREY_ALPHA: (8, 16), COLOUR_ALPHA: (8, 16)}
_SAMPLES = {GREY: 1, COLOUR: 3, PALETTE: 1, GREY_ALPHA: 2, COLOUR_ALPHA: 4}
# Adam7: where each pass begins, and its steps.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
           (0, 1, 1, 2))  # fmt: skip

Chunk = tuple[bytes, bytes]
Levels = Callable[[int, int], tuple[int, ...]]
"""The samples of the pixel at x and y, each from 0 to 2^depth - 1."""


def png(
    width: int,
    height: int,
    colour: int,
    depth: int,
    levels: Levels,
    *,
    interlaced: bool = False,
    before: Iterable[Chunk] = (),
) -> bytes:
    """A whole PNG, unfiltered; ``before`` are chunks between its header and its pixels."""
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    lines = b"".join(
        b"\x00" + _packed([levels(x, y) for x in range(left, width, across)], depth)
        for left, top, across, down in passes
        for y in range(top, height, down)
        if left < width
    )
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    return assemble([(b"IHDR", header), *before, (b"IDAT", zlib.compress(lines)), (b"IEND", b"")])


def samples_of(colour: int) -> int:
    """How many numbers a pixel has."""
    return _SAMPLES[colour]


def assemble(chunks: Iterable[Chunk]) -> bytes:
    """A file of these chunks, each with its right checksum."""
    return MAGIC + b"".join(chunk(kind, body) for kind, body in chunks)


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk with its length and checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def chunks_of(source: bytes) -> Iterator[Chunk]:
    """The chunks of a file, as far as they are whole."""
    at = len(MAGIC)
    while at + 12 <= len(source):
        length, kind = struct.unpack_from(">I4s", source, at)
        yield kind, source[at + 8 : at + 8 + length]
        at += 12 + length


def with_chunk(source: bytes, kind: bytes, body: bytes, before: bytes = b"IDAT") -> bytes:
    """The file with one more chunk before the first of another kind."""
    at = source.index(before) - 4
    return source[:at] + chunk(kind, body) + source[at:]


def with_sums(source: bytes) -> bytes:
    """The same file with the checksums of its chunks put right."""
    return assemble(chunks_of(source))


def _packed(pixels: list[tuple[int, ...]], depth: int) -> bytes:
    """Samples one after the other, ``depth`` bits each, filled up to whole bytes."""
    flat = [level for pixel in pixels for level in pixel]
    bits = 0
    for level in flat:
        bits = bits << depth | level
    spare = -len(flat) * depth % 8
    return (bits << spare).to_bytes((len(flat) * depth + spare) // 8, "big")
