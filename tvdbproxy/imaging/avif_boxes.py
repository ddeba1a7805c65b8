"""A walk over the boxes of an AVIF, or of a HEIC, which has the same: its dimensions, and where
its metadata is."""

from __future__ import annotations

from collections.abc import Iterator

from tvdbproxy.imaging.verdicts import truncated, undecodable

_CONTAINERS = {b"meta": 4, b"iinf": 6, b"iprp": 0, b"ipco": 0, b"moov": 0, b"trak": 0}
"""Boxes with boxes inside, and how many bytes come before those."""

_MOST_BOXES = 10_000


def read_dimensions(source: bytes) -> tuple[int, int]:
    """Width and height: the largest ``ispe`` property, or a sequence's track header."""
    found = [
        (width, height)
        for kind, start, end in _boxes(source)
        for width, height in _stated(kind, source[start:end])
        if width and height
    ]
    if not found:
        raise undecodable("boxes that do not say how large it is")
    return max(found, key=lambda dimensions: dimensions[0] * dimensions[1])


def hide_exif(source: bytes) -> bytes:
    """The same file with its EXIF items under a name that decoders skip.

    Libavif refuses a good picture for broken EXIF. Nothing is lost: an AVIF's orientation
    is a property of the picture, and the standard has readers ignore the one in EXIF.
    """
    names = [
        start + at
        for kind, start, end in _boxes(source)
        for at in (8, 10)  # a short or a long item number comes before the name
        if kind == b"infe" and source[start + at : min(start + at + 4, end)] == b"Exif"
    ]
    if not names:
        return source
    changed = bytearray(source)
    for at in names:
        changed[at : at + 4] = b"skip"
    return bytes(changed)


def _stated(kind: bytes, body: bytes) -> Iterator[tuple[int, int]]:
    if kind == b"ispe" and len(body) >= 12:
        yield int.from_bytes(body[4:8], "big"), int.from_bytes(body[8:12], "big")
    if kind == b"tkhd" and len(body) >= 8:  # 16.16 fixed point, at its end
        yield int.from_bytes(body[-8:-6], "big"), int.from_bytes(body[-4:-2], "big")


def _boxes(source: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Every box as kind, start and end of its content; containers before their content."""
    spans = [(0, len(source))]
    for _ in range(_MOST_BOXES):
        if not spans:
            return
        at, limit = spans.pop()
        if at >= limit:
            continue
        kind, start, end = _box(source, at, limit)
        spans.append((end, limit))
        yield kind, start, end
        if kind in _CONTAINERS:
            long_count = 2 if kind == b"iinf" and source[start : start + 1] != b"\x00" else 0
            spans.append((start + _CONTAINERS[kind] + long_count, end))
    raise undecodable("too many boxes")


def _box(source: bytes, at: int, limit: int) -> tuple[bytes, int, int]:
    length, kind = int.from_bytes(source[at : at + 4], "big"), source[at + 4 : at + 8]
    start = at + 8
    if length == 1:
        length, start = int.from_bytes(source[start : start + 8], "big"), start + 8
    end = limit if length == 0 else at + length
    if end > limit or start > limit:
        raise truncated("box without an end")
    if end < start:
        raise undecodable(f"box of {length} bytes")
    return kind, start, end
