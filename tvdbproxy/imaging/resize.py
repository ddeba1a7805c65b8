"""Fewer pixels, well chosen."""

from __future__ import annotations

from PIL import Image

from tvdbproxy.imaging.geometry import Box, Placement
from tvdbproxy.imaging.resample import Part, resample


def shrink(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The whole picture at ``size``; the same object where it is that already."""
    if image.size == size:
        return image
    return resample(image, size, (0, 0, image.width, image.height))


def cut_out(image: Image.Image, placement: Placement, original: tuple[int, int]) -> Image.Image:
    """A placement's crop, whose box counts in pixels of the ``original``, at its size."""
    part = _scaled(placement.crop, image.size, original)
    return resample(image, (placement.width, placement.height), part)


def _scaled(crop: Box, size: tuple[int, int], original: tuple[int, int]) -> Part:
    across, down = size[0] / original[0], size[1] / original[1]
    return (
        crop.left * across,
        crop.top * down,
        min((crop.left + crop.width) * across, size[0]),
        min((crop.top + crop.height) * down, size[1]),
    )
