"""Fewer pixels, well chosen."""

from __future__ import annotations

from PIL import Image

from tvdbproxy.imaging.geometry import Box, Placement

_GAP = 2.0  # beyond twice the wanted size, average first: three times faster, SSIM .999


def shrink(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The whole picture at ``size``; alpha is premultiplied on the way (Pillow does)."""
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=_GAP)


def cut_out(image: Image.Image, placement: Placement, original: tuple[int, int]) -> Image.Image:
    """A placement's crop, whose box counts in pixels of the ``original``, at its size."""
    box = _scaled(placement.crop, image.size, original)
    size = (placement.width, placement.height)
    return image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=_GAP)


def _scaled(
    crop: Box, size: tuple[int, int], original: tuple[int, int]
) -> tuple[float, float, float, float]:
    across, down = size[0] / original[0], size[1] / original[1]
    return (
        crop.left * across,
        crop.top * down,
        min((crop.left + crop.width) * across, size[0]),
        min((crop.top + crop.height) * down, size[1]),
    )
