"""A walk over a JPEG's markers: its dimensions, and how often it would be decoded."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tvdbproxy.imaging.verdicts import truncated, undecodable

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0..15 without DHT, JPG, DAC
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_SCAN, _END = 0xDA, 0xD9
_NEXT_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]", re.DOTALL)


@dataclass(frozen=True)
class JpegMarkers:
    """What the markers say. A progressive JPEG has several scans; thousands are an attack."""

    width: int
    height: int
    scans: int


def read_markers(source: bytes, most_scans: int) -> JpegMarkers:
    """Walk until the end-of-image marker, or until one more scan than ``most_scans``.

    Entropy-coded data is skipped by its next real marker, so that what looks like a
    scan inside a comment or an embedded preview does not count.
    """
    width = height = scans = 0
    at = 2
    while scans <= most_scans:
        marker, at = _marker(source, at)
        if marker == _END:
            break
        length = int.from_bytes(_part(source, at, 2), "big")
        if length < 2:
            raise undecodable(f"JPEG segment of {length} bytes")
        if marker in _FRAMES:
            height, width = _frame(_part(source, at + 2, 5))
        at += length
        if marker == _SCAN:
            scans += 1
            at = _after_scan(source, at)
    if not width or not scans:
        raise undecodable("JPEG without a picture")
    return JpegMarkers(width, height, scans)


def _marker(source: bytes, at: int) -> tuple[int, int]:
    """The next marker with a segment of its own, and where that segment begins."""
    while True:
        start = source.find(b"\xff", at)
        if start < 0:
            raise truncated("JPEG without an end marker")
        marker, at = _part(source, start + 1, 1)[0], start + 2
        if marker == 0xFF:
            at = start + 1
        elif marker and marker not in _STANDALONE:
            return marker, at


def _frame(lines: bytes) -> tuple[int, int]:
    height, width = int.from_bytes(lines[1:3], "big"), int.from_bytes(lines[3:5], "big")
    if not width or not height:
        raise undecodable(f"JPEG of {width} x {height}")
    return height, width


def _after_scan(source: bytes, at: int) -> int:
    found = _NEXT_MARKER.search(source, at)
    if found is None:
        raise truncated("JPEG scan without an end")
    return found.start()


def _part(source: bytes, at: int, length: int) -> bytes:
    part = source[at : at + length]
    if len(part) < length:
        raise truncated("JPEG segment without an end")
    return part
