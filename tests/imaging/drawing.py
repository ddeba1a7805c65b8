"""Pictures for the tests, drawn in code: good ones, odd ones and hostile ones."""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

QUARTERS = ((230, 40, 40), (40, 180, 60), (50, 80, 220), (240, 200, 40))
"""Colours of the quarters: top left, top right, bottom left, bottom right."""


def quarters(width: int = 200, height: int = 120, mode: str = "RGB") -> Image.Image:
    """Four flat quarters, so that every turn and every crop can be told from the others."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for index, colour in enumerate(QUARTERS):
        left, top = index % 2 * (width // 2), index // 2 * (height // 2)
        draw.rectangle((left, top, left + width, top + height), fill=colour)
    return image.convert(mode)


def photo(width: int = 680, height: int = 1000, seed: int = 7) -> Image.Image:
    """Something like a photograph: smooth areas, edges, and a little grain."""
    chance = random.Random(seed)
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = chance.randrange(width), chance.randrange(height)
        radius = chance.randrange(5, max(6, width // 6))
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    return image


def noise(width: int, height: int, seed: int = 3) -> Image.Image:
    """The worst case of every encoder."""
    return Image.frombytes(
        "RGB", (width, height), random.Random(seed).randbytes(width * height * 3)
    )


def encoded(image: Image.Image, picture_format: str, **options: Any) -> bytes:
    """The picture as a file."""
    buffer = BytesIO()
    image.save(buffer, picture_format, **options)
    return buffer.getvalue()


def decoded(data: bytes) -> Image.Image:
    """A file as a picture, loaded."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def near(seen: tuple[int, ...], wanted: tuple[int, ...], tolerance: int = 8) -> bool:
    """Whether two colours look the same."""
    return all(abs(a - b) <= tolerance for a, b in zip(seen, wanted, strict=True))


def one_bit_png_bomb(side: int = 16_384) -> bytes:
    """A PNG of some 32 KB that unpacks to ``side`` squared pixels."""
    return encoded(Image.new("1", (side, side)), "PNG", compress_level=9)


def scan_bomb(scans: int, side: int = 64) -> bytes:
    """A progressive JPEG whose last scan is there many times over."""
    plain = encoded(photo(side, side), "JPEG", progressive=True)
    last = plain.rindex(b"\xff\xda")
    scan = plain[last:-2]
    return plain[:last] + scan * scans + b"\xff\xd9"
