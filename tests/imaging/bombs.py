"""Small files that ask for much: pixels, frames, passes. Headers may lie, or be true."""

from __future__ import annotations

import struct
import zlib

from PIL import Image

from tests.imaging import png_bytes
from tests.imaging.drawing import encoded, one_bit_png_bomb, photo, quarters, scan_bomb


def lying_png(width: int, height: int) -> bytes:
    """A small PNG whose header claims other sides, with its checksum right."""
    (_, header), *rest = png_bytes.chunks_of(encoded(quarters(), "PNG"))
    lie = struct.pack(">II", width, height) + header[8:]
    return png_bytes.assemble([(b"IHDR", lie), *rest])


def lying_jpeg(width: int, height: int) -> bytes:
    """A small JPEG whose frame header claims other sides."""
    source = bytearray(encoded(quarters(), "JPEG"))
    at = source.index(b"\xff\xc0") + 5
    source[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(source)


def lying_gif(width: int, height: int) -> bytes:
    """A small GIF whose screen and only frame claim other sides."""
    source = bytearray(encoded(quarters(), "GIF"))
    sides = struct.pack("<HH", width, height)
    frame = source.index(b"," + bytes(4)) + 5
    source[6:10] = source[frame : frame + 4] = sides
    return bytes(source)


def lying_webp(width: int, height: int) -> bytes:
    """A small WebP whose canvas claims other sides."""
    source = bytearray(encoded(quarters(mode="RGBA"), "WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"))
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    source[24:30] = sides
    return bytes(source)


def lying_lossless_webp(width: int, height: int) -> bytes:
    """A small lossless WebP whose only chunk claims other sides."""
    source = bytearray(encoded(quarters(), "WEBP", lossless=True))
    bits = int.from_bytes(source[21:25], "little") & ~0xFFFFFFF
    source[21:25] = (bits | (width - 1) | (height - 1) << 14).to_bytes(4, "little")
    return bytes(source)


def lying_avif(width: int, height: int) -> bytes:
    """A small AVIF whose size property claims other sides."""
    source = bytearray(encoded(quarters(), "AVIF"))
    at = source.index(b"ispe") + 8
    source[at : at + 8] = struct.pack(">II", width, height)
    return bytes(source)


def squeezed_png(width: int, height: int) -> bytes:
    """A true PNG of one grey with alpha, packed row by row so that making it is cheap."""
    squeeze = zlib.compressobj()
    row = bytes(1 + 2 * width)
    body = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, png_bytes.GREY_ALPHA, 0, 0, 0)
    return png_bytes.assemble([(b"IHDR", header), (b"IDAT", body), (b"IEND", b"")])


PIXELS = {
    "a PNG of one bit a pixel": one_bit_png_bomb,
    "a PNG with alpha": lambda: squeezed_png(7_100, 7_100),
    "a PNG that lies": lambda: lying_png(60_000, 60_000),
    "a PNG that lies beyond 31 bits": lambda: lying_png(0xFFFFFFFF, 0xFFFFFFFF),
    "a JPEG that lies": lambda: lying_jpeg(65_500, 65_500),
    "a JPEG of one long line": lambda: lying_jpeg(65_535, 1),
    "a GIF that lies": lambda: lying_gif(65_535, 65_535),
    "a WebP that lies": lambda: lying_webp(16_383, 16_383),
    "a lossless WebP that lies": lambda: lying_lossless_webp(16_384, 16_384),
    "an AVIF that lies": lambda: lying_avif(60_000, 60_000),
    "a true AVIF": lambda: encoded(Image.new("RGB", (6_000, 4_200)), "AVIF", speed=10),
    "a true WebP": lambda: encoded(Image.new("RGB", (6_000, 4_200)), "WEBP", method=0),
    "a JPEG of two thousand scans": lambda: scan_bomb(2_000),
}
"""All of them are beyond a limit."""


def many_framed_gif(frames: int, side: int) -> bytes:
    """The first frame is quarters; those that follow are one pixel on a large screen."""
    first = encoded(quarters(side, side), "GIF")
    pixel = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return first[:-1] + pixel * frames + b";"


def lying_apng(frames: int) -> bytes:
    """An animated PNG of two frames that announces more."""
    source = encoded(quarters(), "PNG", save_all=True, append_images=[photo(200, 120)])
    chunks = [
        (kind, struct.pack(">II", frames, 0) if kind == b"acTL" else body)
        for kind, body in png_bytes.chunks_of(source)
    ]
    return png_bytes.assemble(chunks)


def animated(picture_format: str, frames: int) -> bytes:
    """Quarters, then photographs."""
    more = [photo(200, 120, seed) for seed in range(frames - 1)]
    options = {"speed": 10} if picture_format == "AVIF" else {}
    return encoded(quarters(), picture_format, save_all=True, append_images=more, **options)


FRAMES = {
    "a GIF of 20,000 frames": lambda: many_framed_gif(20_000, 200),
    "a GIF of 2,000 frames on a large screen": lambda: many_framed_gif(2_000, 2_000),
    "a PNG that announces two thousand million": lambda: lying_apng(0x7FFFFFFF),
    "an animated PNG": lambda: animated("PNG", 12),
    "an animated WebP": lambda: animated("WEBP", 40),
    "an animated AVIF": lambda: animated("AVIF", 12),
}
"""All of them begin with quarters."""
