"""Pictures with a few wrong bytes, through real children: refused or made, and nobody dies."""

from __future__ import annotations

import random
from collections import Counter
from io import BytesIO

from PIL import Image

from tests.imaging.drawing import encoded, photo, quarters
from tvdbproxy.errors import BadPicture, Unsupported
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.transform.spec import TransformSpec

TRIES = 500
CODES = {
    "image_undecodable",
    "image_truncated",
    "image_too_large",
    "image_empty",
    "unsupported_media_type",
}


def seeds() -> list[bytes]:
    """What only transforms read: more formats, all frames, and baggage."""
    exif = Image.Exif()
    exif[0x8298], exif[0x0112] = "(c)", 6
    small, square = (40, 30), (48, 48)
    squeezes = ("raw", "tiff_lzw", "jpeg", "tiff_adobe_deflate", "packbits")
    return [
        *(encoded(photo(*small), "TIFF", compression=each) for each in squeezes),
        encoded(quarters(*small, "1"), "TIFF", compression="group4"),
        encoded(quarters(*small, "CMYK"), "TIFF"),
        encoded(quarters(*small), "TIFF", big_tiff=True, exif=exif),
        *(encoded(quarters(*small, mode), "BMP") for mode in ("1", "L", "P", "RGB", "RGBA")),
        *(encoded(quarters(*square), "ICO", bitmap_format=kind) for kind in ("png", "bmp")),
        _film("GIF"),
        _film("WEBP"),
        encoded(photo(*small), "JPEG", exif=exif, xmp=b"<x/>"),
    ]


def test_no_few_bytes_end_a_child() -> None:
    chance, sources = random.Random(11), seeds()
    outcomes: Counter[str] = Counter()
    with ImagePool(1, jobs_per_child=TRIES) as pool:
        for _ in range(TRIES):
            source = _spoilt(chance.choice(sources), chance)
            try:
                pool.transform(source, _any(chance), limits=Limits(), deadline_seconds=30)
                outcomes["made"] += 1
            except (BadPicture, Unsupported) as error:
                outcomes[error.code] += 1
    assert set(outcomes) <= {"made", *CODES}
    assert outcomes["made"] > 100 < outcomes.total() - outcomes["made"]


def _film(kind: str) -> bytes:
    frames, buffer = [photo(60, 40, seed) for seed in range(4)], BytesIO()
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], duration=50)
    return buffer.getvalue()


def _spoilt(source: bytes, chance: random.Random) -> bytes:
    """Mostly in the head, where the numbers are; one in ten is cut off as well."""
    changed = bytearray(source)
    for _ in range(chance.randrange(1, 6)):
        end = min(len(changed), 400) if chance.random() < 0.7 else len(changed)
        changed[chance.randrange(end)] = chance.choice((0, 255, 127, 128, chance.randrange(256)))
    return bytes(changed[: chance.randrange(len(changed))] if chance.random() < 0.1 else changed)


def _any(chance: random.Random) -> TransformSpec:
    return TransformSpec(
        width=20,
        format=chance.choice(("webp", "png", "gif", "tiff", "jpeg")),
        max_animation_frames=chance.choice((1, 5)),
        strip_metadata=chance.random() < 0.5,
        strip_color_profile=chance.random() < 0.5,
    )
