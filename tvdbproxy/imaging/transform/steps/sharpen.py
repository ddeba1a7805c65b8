"""Sharpen: an unsharp mask whose radius is the deviation that was asked for."""

from __future__ import annotations

from PIL import Image, ImageFilter

from tvdbproxy.imaging.transform.job import Frames, Job

_PERCENT, _THRESHOLD = 150, 2
"""How much is added of what a blur takes away; less than two levels is grain, and left."""


def sharpen(frames: Frames, job: Job) -> Frames:
    """Alpha keeps its edges as they are."""
    if job.spec.sharpen <= 0:
        return frames
    radius = min(job.spec.sharpen, max(frames[0].size))
    mask = ImageFilter.UnsharpMask(radius, _PERCENT, _THRESHOLD)
    return [_sharpened(image, mask) for image in frames]


def _sharpened(image: Image.Image, mask: ImageFilter.UnsharpMask) -> Image.Image:
    colours = image.convert("RGB").filter(mask)
    if image.mode == "RGBA":
        colours.putalpha(image.getchannel("A"))
    return colours
