"""Some two hundred small, sound pictures, drawn in code: what the fuzz begins with.

Every format that we read, in every mode that it has, with and without metadata. What is
not pixels says ``SECRET`` wherever there is room for it, so that nothing of it may be
found in what we make of the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import product
from typing import Any

from PIL import Image, ImageCms, TiffImagePlugin

from tests.imaging import png_bytes
from tests.imaging.drawing import encoded, noise, photo, quarters

SECRET = b"secret-marker"
SIZES = ((48, 32), (33, 47), (1, 1), (1, 40), (40, 1), (7, 5))


@dataclass(frozen=True)
class Seed:
    """A sound picture. ``name`` says how it was made."""

    name: str
    data: bytes


@cache
def seeds() -> tuple[Seed, ...]:
    """The same each time, in every process, byte for byte."""
    return tuple(Seed(name, data) for name, data in _all())


def _all() -> Iterator[tuple[str, bytes]]:
    yield from _jpegs()
    yield from _pngs()
    yield from _odd_pngs()
    yield from _gifs()
    yield from _webps()
    yield from _avifs()
    yield from _turned()


def _jpegs() -> Iterator[tuple[str, bytes]]:
    for size, progressive in product(SIZES, (False, True)):
        yield f"jpeg {size} {progressive=}", encoded(photo(*size), "JPEG", progressive=progressive)
    for mode, progressive in product(("L", "CMYK"), (False, True)):
        image = quarters(48, 32, mode)
        yield f"jpeg {mode} {progressive=}", encoded(image, "JPEG", progressive=progressive)
    for sampling, quality in product((0, 1, 2), (5, 75, 100)):
        options: dict[str, Any] = {"subsampling": sampling, "quality": quality}
        yield f"jpeg {options}", encoded(noise(40, 24), "JPEG", **options)
    for options in (
        {"restart_marker_rows": 1},
        {"restart_marker_blocks": 2},
        {"optimize": True},
        {"keep_rgb": True},
    ):
        yield f"jpeg {options}", encoded(photo(48, 32), "JPEG", **options)
    for name, options in _metadata():
        yield f"jpeg {name}", encoded(photo(48, 32), "JPEG", **options)
    yield "jpeg comment", encoded(photo(48, 32), "JPEG", comment=b"<?php " + SECRET + b" ?>")
    yield "jpeg of two", _two_in_one()


def _pngs() -> Iterator[tuple[str, bytes]]:
    for size, mode in product(SIZES, ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")):
        yield f"png {size} {mode}", encoded(_in_mode(size, mode), "PNG")
    palette = quarters(48, 32).quantize(16)
    for options in ({"bits": 2}, {"bits": 4}, {"transparency": 1}, {"transparency": b"\0\x80"}):
        yield f"png palette {options}", encoded(palette, "PNG", **options)
    yield "png clear colour", encoded(quarters(48, 32), "PNG", transparency=(230, 40, 40))
    for name, options in _metadata():
        yield f"png {name}", encoded(quarters(48, 32), "PNG", **options)
    yield from _animations("PNG", disposal=2)


def _odd_pngs() -> Iterator[tuple[str, bytes]]:
    """What Pillow does not write: 16 bits, interlacing, text in all its forms."""
    for colour, depths in png_bytes.DEPTHS.items():
        for depth, interlaced in product(depths, (False, True)):
            yield f"png {colour=} {depth=} {interlaced=}", _ramp(colour, depth, interlaced)
    plain = encoded(quarters(48, 32), "PNG")
    for kind, body in (
        (b"tEXt", b"Comment\0" + SECRET),
        (b"zTXt", b"Comment\0\0x\x9cK\xcc\x05\0\x01g\0\xc7"),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET),
        (b"gAMA", (45_455).to_bytes(4, "big")),
        (b"sRGB", b"\0"),
        (b"cHRM", bytes(32)),
        (b"sBIT", b"\5\6\5"),
        (b"tIME", b"\x07\xea\x01\x01\0\0\0"),
    ):
        yield f"png {kind!r}", png_bytes.with_chunk(plain, kind, body)


def _gifs() -> Iterator[tuple[str, bytes]]:
    for size, interlaced in product(SIZES, (0, 1)):
        yield f"gif {size} {interlaced=}", encoded(quarters(*size), "GIF", interlace=interlaced)
    yield "gif grey", encoded(quarters(48, 32, "L"), "GIF")
    yield "gif comment", encoded(quarters(48, 32), "GIF", comment=SECRET)
    yield "gif hole", encoded(quarters(48, 32).quantize(8), "GIF", transparency=0)
    for disposal in (0, 1, 2, 3):
        yield from _animations("GIF", disposal=disposal)


def _webps() -> Iterator[tuple[str, bytes]]:
    for size, lossless in product(SIZES, (False, True)):
        yield f"webp {size} {lossless=}", encoded(photo(*size), "WEBP", lossless=lossless)
    for size, lossless in product(SIZES[:2], (False, True)):
        yield f"webp hole {size} {lossless=}", encoded(_hole(size), "WEBP", lossless=lossless)
    for name, options in _metadata():
        yield f"webp {name}", encoded(photo(48, 32), "WEBP", **options)
    yield from _animations("WEBP")


def _avifs() -> Iterator[tuple[str, bytes]]:
    for size, sampling in product(SIZES, ("4:2:0", "4:4:4")):
        options: dict[str, Any] = {"subsampling": sampling, "speed": 10}
        yield f"avif {size} {sampling}", encoded(photo(*size), "AVIF", **options)
    for size in SIZES[:2]:
        yield f"avif hole {size}", encoded(_hole(size), "AVIF", speed=10)
    yield "avif grey", encoded(quarters(48, 32, "L"), "AVIF", subsampling="4:0:0", speed=10)
    for name, options in _metadata():
        yield f"avif {name}", encoded(photo(48, 32), "AVIF", speed=10, **options)
    yield from _animations("AVIF", speed=10)


def _turned() -> Iterator[tuple[str, bytes]]:
    for turn, picture_format in product(range(2, 9), ("JPEG", "WEBP", "PNG", "AVIF")):
        exif = Image.Exif()
        exif[0x0112] = turn
        yield f"{picture_format} {turn=}", encoded(quarters(48, 32), picture_format, exif=exif)


def _metadata() -> tuple[tuple[str, dict[str, Any]], ...]:
    exif = Image.Exif()
    exif[0x013B] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (TiffImagePlugin.IFDRational(52), TiffImagePlugin.IFDRational(31), 0)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    return (
        ("exif", {"exif": exif}),
        ("xmp", {"xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}),
        # The date of its making would make each list of seeds another one.
        ("profile", {"icc_profile": srgb[:24] + bytes(12) + srgb[36:]}),
        ("strange profile", {"icc_profile": lab[:24] + bytes(12) + lab[36:]}),
        ("broken profile", {"icc_profile": SECRET * 12}),
    )


def _animations(picture_format: str, **options: Any) -> Iterator[tuple[str, bytes]]:
    first, more = quarters(24, 16), [photo(24, 16, seed) for seed in (1, 2)]
    made = encoded(first, picture_format, save_all=True, append_images=more, **options)
    yield f"{picture_format} animated {options}", _timeless(made)


def _timeless(avif: bytes) -> bytes:
    """Without the moment of its making, which film boxes tell."""
    made = bytearray(avif)
    for kind in (b"mvhd", b"tkhd", b"mdhd"):
        if (at := avif.find(kind)) > 0:
            moments = 16 if avif[at + 4] == 1 else 8
            made[at + 8 : at + 8 + moments] = bytes(moments)
    return bytes(made)


def _in_mode(size: tuple[int, int], mode: str) -> Image.Image:
    if mode == "I;16":
        levels = noise(*size).convert("L").tobytes()
        return Image.frombytes(mode, size, b"".join(bytes((0, level)) for level in levels))
    return photo(*size).convert(mode)


def _hole(size: tuple[int, int]) -> Image.Image:
    image = quarters(*size, mode="RGBA")
    image.putalpha(Image.linear_gradient("L").resize(size))
    return image


def _ramp(colour: int, depth: int, interlaced: bool) -> bytes:
    top = 2**depth - 1
    count = png_bytes.samples_of(colour)

    def levels(x: int, y: int) -> tuple[int, ...]:
        return tuple((x * 7 + y * 5 + sample) % (top + 1) for sample in range(count))

    colours = b"".join(bytes((n % 256, 255 - n % 256, 60)) for n in range(min(top, 255) + 1))
    before = [(b"PLTE", colours)] if colour == png_bytes.PALETTE else []
    return png_bytes.png(19, 11, colour, depth, levels, interlaced=interlaced, before=before)


def _two_in_one() -> bytes:
    buffer = BytesIO()
    photo(48, 32).save(buffer, "MPO", save_all=True, append_images=[photo(24, 16)])
    return buffer.getvalue()
