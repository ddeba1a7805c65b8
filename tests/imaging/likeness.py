"""How near one picture is to another: SSIM of the grey values, 1 where they are the same."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from PIL import Image

_SIDE = 8
_SMALL = (2.55**2, 7.65**2)  # what keeps the fractions from dividing by nothing


def ssim(a: Image.Image, b: Image.Image) -> float:
    """The mean over blocks of 8 x 8 pixels."""
    blocks = zip(_blocks(a.convert("L")), _blocks(b.convert("L")), strict=True)
    return fmean(_likeness(one, other) for one, other in blocks)


def _blocks(image: Image.Image) -> Iterator[bytes]:
    for top in range(0, image.height - _SIDE + 1, _SIDE):
        for left in range(0, image.width - _SIDE + 1, _SIDE):
            yield image.crop((left, top, left + _SIDE, top + _SIDE)).tobytes()


def _likeness(a: bytes, b: bytes) -> float:
    mean_a, mean_b = fmean(a), fmean(b)
    spread_a, spread_b = fmean(x * x for x in a) - mean_a**2, fmean(x * x for x in b) - mean_b**2
    together = fmean(x * y for x, y in zip(a, b, strict=True)) - mean_a * mean_b
    light = (2 * mean_a * mean_b + _SMALL[0]) / (mean_a**2 + mean_b**2 + _SMALL[0])
    return light * (2 * together + _SMALL[1]) / (spread_a + spread_b + _SMALL[1])
