"""What a picture's own header says, read without a decoder."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tvdbproxy.imaging import avif_boxes, tiff_header, windows_headers
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.jpeg_markers import read_markers
from tvdbproxy.imaging.verdicts import too_large, truncated, undecodable

MOST_SCANS = 100
"""Scans of a JPEG. Encoders write about ten; each costs a pass over all pixels."""

_PALETTE = 3  # the colour type of a PNG whose pixels are numbers of colours


@dataclass(frozen=True)
class Header:
    """Format and dimensions as the bytes state them, before any orientation."""

    format: Format
    width: int
    height: int


def read_header(source: bytes, picture_format: Format) -> Header:
    """Read the dimensions; raises ``BadPicture`` where the file is cut off or broken."""
    try:
        width, height = _READERS[picture_format](source)
    except (struct.error, IndexError) as error:
        raise truncated(f"{picture_format} header: {error}") from error
    if not width or not height:
        raise undecodable(f"{picture_format} of {width} x {height}")
    return Header(picture_format, width, height)


def _jpeg(source: bytes) -> tuple[int, int]:
    markers = read_markers(source, MOST_SCANS)
    if markers.scans > MOST_SCANS:
        raise too_large(f"It would have to be decoded more than {MOST_SCANS} times over.")
    return markers.width, markers.height


def _png(source: bytes) -> tuple[int, int]:
    """Walk the chunks to the end as well: without one, pixels may be missing, and pixels
    that count on a palette need it before them."""
    at, kind = 8, b""
    has_palette = has_pixels = False
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", source, at)
        at += 12 + length
        has_palette |= kind == b"PLTE" and not has_pixels
        has_pixels |= kind == b"IDAT"
    if at > len(source):
        raise truncated("PNG end chunk without an end")
    if source[12:16] != b"IHDR":
        raise undecodable("PNG that does not begin with its header")
    if source[25] == _PALETTE and not has_palette:
        raise undecodable("PNG whose palette is missing")
    return struct.unpack_from(">II", source, 16)


def _gif(source: bytes) -> tuple[int, int]:
    return struct.unpack_from("<HH", source, 6)


def _webp(source: bytes) -> tuple[int, int]:
    if len(source) < 8 + int.from_bytes(source[4:8], "little"):
        raise truncated("WebP shorter than it says")
    kind = source[12:16]
    if kind == b"VP8X":
        return 1 + _little(source, 24, 3), 1 + _little(source, 27, 3)
    if kind == b"VP8L":
        bits = _little(source, 21, 4)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return _little(source, 26, 2) & 0x3FFF, _little(source, 28, 2) & 0x3FFF
    raise undecodable(f"WebP that begins with {kind!r}")


def _little(source: bytes, at: int, length: int) -> int:
    part = source[at : at + length]
    if len(part) < length:
        raise truncated("WebP header without an end")
    return int.from_bytes(part, "little")


_READERS: Mapping[Format, Callable[[bytes], tuple[int, int]]] = MappingProxyType(
    {
        Format.JPEG: _jpeg,
        Format.PNG: _png,
        Format.GIF: _gif,
        Format.WEBP: _webp,
        Format.AVIF: avif_boxes.read_dimensions,
        Format.TIFF: tiff_header.read_dimensions,
        Format.BMP: windows_headers.read_bmp,
        Format.ICO: windows_headers.read_ico,
        Format.HEIC: avif_boxes.read_dimensions,
    }
)
