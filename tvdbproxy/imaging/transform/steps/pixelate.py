"""Pixelate: blocks of one colour, the mean of what was there."""

from __future__ import annotations

from PIL import Image

from tvdbproxy.imaging.transform.job import Frames, Job
from tvdbproxy.imaging.transform.steps.premultiply import premultiplied


def pixelate(frames: Frames, job: Job) -> Frames:
    """Blocks begin at the top left; those at the other edges may be cut."""
    if job.spec.pixelate <= 1:
        return frames
    block = min(job.spec.pixelate, max(frames[0].size))
    return [premultiplied(image, lambda each: _in_blocks(each, block)) for image in frames]


def _in_blocks(image: Image.Image, block: int) -> Image.Image:
    # Of a side that is shorter than a block one block is made, however much longer that is.
    across, down = min(block, image.width), min(block, image.height)
    means = image.reduce((across, down))
    size = means.width * across, means.height * down
    blocks = means.resize(size, Image.Resampling.NEAREST)
    return blocks.crop((0, 0, *image.size))
