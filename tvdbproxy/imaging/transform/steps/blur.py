"""Blur: Gaussian, by its standard deviation in pixels of the result."""

from __future__ import annotations

from PIL import ImageFilter

from tvdbproxy.imaging.transform.job import Frames, Job
from tvdbproxy.imaging.transform.steps.premultiply import premultiplied


def blur(frames: Frames, job: Job) -> Frames:
    """Beyond the picture's own side a deviation makes no difference any more."""
    if job.spec.blur <= 0:
        return frames
    gauss = ImageFilter.GaussianBlur(min(job.spec.blur, max(frames[0].size)))
    return [premultiplied(image, lambda each: each.filter(gauss)) for image in frames]
