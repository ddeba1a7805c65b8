"""What a real artwork host also has: broken files, and unusual ones that are perfectly good."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from enum import StrEnum

from PIL import Image

from tvdbproxy.embedded.sample.pictures.commission import Commission
from tvdbproxy.embedded.sample.pictures.draw import draw, paint

_BOMB_SIDE = 16384
_FRAMES = 8


class Oddity(StrEnum):
    """Ways in which an artwork's file differs from what its commission asks for."""

    TRUNCATED = "truncated"
    TEXT = "text"
    HTML = "html"
    MISSING = "missing"
    BOMB = "bomb"
    EMPTY = "empty"
    CMYK = "cmyk"
    ROTATED = "rotated"
    PALETTE_PNG = "palette_png"
    CINEMAGRAPH = "cinemagraph"
    GPS = "gps"


EXTENSIONS = {Oddity.PALETTE_PNG: "png", Oddity.CINEMAGRAPH: "gif", Oddity.BOMB: "png"}


def make_odd(oddity: Oddity, commission: Commission) -> bytes:
    """The bytes of an odd artwork. A ``MISSING`` one has none: do not ask."""
    return _MAKERS[oddity](commission)


def _truncated(commission: Commission) -> bytes:
    whole = draw(commission)
    return whole[: len(whole) * 2 // 5]


def _text(commission: Commission) -> bytes:
    return f"This was to be a {commission.kind}, but somebody uploaded a note.\n".encode()


def _html(commission: Commission) -> bytes:
    return b"<!doctype html><title>Please wait</title><h1>Checking your browser</h1>\n"


def _empty(commission: Commission) -> bytes:
    return b""


def _bomb(commission: Commission) -> bytes:
    """A PNG of one bit a pixel, 16384 by 16384: some 32 KB that unfold to 32 MB and more."""
    row = b"\x00" * (1 + _BOMB_SIDE // 8)
    squeeze = zlib.compressobj(9)
    data = b"".join(squeeze.compress(row) for _ in range(_BOMB_SIDE)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", _BOMB_SIDE, _BOMB_SIDE, 1, 0, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", data), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _cmyk(commission: Commission) -> bytes:
    return _jpeg(paint(commission).convert("CMYK"))


def _rotated(commission: Commission) -> bytes:
    """Stored lying on its side; EXIF orientation 6 says how to set it upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return _jpeg(paint(commission).transpose(Image.Transpose.ROTATE_90), exif)


def _gps(commission: Commission) -> bytes:
    """With a camera, a comment, and a place in the middle of the ocean."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Inventa", "Sample One"
    exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 30.0, 0.0), 3: "W", 4: (140.0, 15.0, 0.0)})
    return _jpeg(paint(commission), exif, comment=b"drawn by a program")


def _palette_png(commission: Commission) -> bytes:
    """Sixty-four colours, one of which is fully transparent."""
    small = paint(commission).quantize(64)
    file = io.BytesIO()
    small.save(file, "PNG", transparency=small.getpixel((0, 0)))
    return file.getvalue()


def _cinemagraph(commission: Commission) -> bytes:
    """Eight frames, looping: the picture drifts a little and comes back."""
    still = paint(commission).resize((480, 270), Image.Resampling.LANCZOS)
    frames = []
    for index in range(_FRAMES):
        shift = 2 * (index if index < _FRAMES // 2 else _FRAMES - index)
        frames.append(still.crop((shift, 0, 460 + shift, 270)).quantize(96))
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=120, loop=0)
    return file.getvalue()


def _jpeg(picture: Image.Image, exif: Image.Exif | None = None, comment: bytes = b"") -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90, exif=exif or Image.Exif(), comment=comment)
    return file.getvalue()


_MAKERS: dict[Oddity, Callable[[Commission], bytes]] = {
    Oddity.TRUNCATED: _truncated,
    Oddity.TEXT: _text,
    Oddity.HTML: _html,
    Oddity.BOMB: _bomb,
    Oddity.EMPTY: _empty,
    Oddity.CMYK: _cmyk,
    Oddity.ROTATED: _rotated,
    Oddity.PALETTE_PNG: _palette_png,
    Oddity.CINEMAGRAPH: _cinemagraph,
    Oddity.GPS: _gps,
}
