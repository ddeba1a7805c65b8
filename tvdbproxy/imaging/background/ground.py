"""Whether a picture lies on one flat colour, and on which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

Colour = tuple[int, int, int]

TOLERANCE = 12  # levels by which a JPEG's background differs from itself
_RIM = 100  # the rim is this fraction of the shorter side wide, and at least a pixel
_AGREE = 0.85  # of the rim; something may touch it


@dataclass(frozen=True)
class Ground:
    """What is within ``tolerance`` levels of ``colour`` in every channel looks like it."""

    colour: Colour
    tolerance: int


def find_ground(image: Image.Image, tolerance: int = TOLERANCE) -> Ground | None:
    """The colour that an RGB picture's rim has nearly everywhere; None where it has not."""
    rim = _rim(image)
    colour = _median(rim)
    agreeing = total = 0
    for strip in rim:
        histogram = distance_from(strip, colour).histogram()
        agreeing += sum(histogram[: tolerance + 1])
        total += sum(histogram)
    return Ground(colour, tolerance) if agreeing >= _AGREE * total else None


def distance_from(image: Image.Image, colour: Colour) -> Image.Image:
    """How far each pixel of an RGB picture is from a colour, in the channel that differs most."""
    red, green, blue = (
        channel.point([abs(level - wanted) for level in range(256)])
        for channel, wanted in zip(image.split(), colour, strict=True)
    )
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _rim(image: Image.Image) -> list[Image.Image]:
    """Its four sides; corners count once."""
    width, height = image.size
    thick = max(1, min(width, height) // _RIM)
    inner = max(thick, height - thick)
    parts = [
        (0, 0, width, thick),
        (0, inner, width, height),
        (0, thick, thick, inner),
        (max(thick, width - thick), thick, width, inner),
    ]
    return [image.crop(part) for part in parts if part[0] < part[2] and part[1] < part[3]]


def _median(strips: Sequence[Image.Image]) -> Colour:
    """Channel by channel."""
    histograms = [strip.histogram() for strip in strips]
    summed = [sum(counts) for counts in zip(*histograms, strict=True)]
    red, green, blue = (_middle(summed[start : start + 256]) for start in (0, 256, 512))
    return red, green, blue


def _middle(histogram: Sequence[int]) -> int:
    left = sum(histogram) / 2
    for level, count in enumerate(histogram):
        left -= count
        if left <= 0:
            return level
    return 255
