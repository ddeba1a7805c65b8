"""Extend, extend to the ratio, pad: the picture on a larger canvas."""

from __future__ import annotations

from PIL import Image

from tvdbproxy.imaging.geometry import Box
from tvdbproxy.imaging.transform.geometry.position import placed
from tvdbproxy.imaging.transform.job import Frames, Job
from tvdbproxy.imaging.transform.spec import Colour, Gravity

Size = tuple[int, int]


def extend(frames: Frames, job: Job) -> Frames:
    """To the box that was asked for."""
    return _extended(frames, job, job.layout.extended, job.spec.extend.gravity)


def extend_to_ratio(frames: Frames, job: Job) -> Frames:
    """To the proportions of the box."""
    gravity = job.spec.extend_aspect_ratio.gravity
    return _extended(frames, job, job.layout.extended_to_ratio, gravity)


def pad(frames: Frames, job: Job) -> Frames:
    """By so many pixels on each side."""
    size, padding = job.layout.padded, job.layout.padding
    if frames[0].size == size:
        return frames
    box = Box(padding.left, padding.top, *frames[0].size)
    return [_on_canvas(image, size, box, job.ground) for image in frames]


def _extended(frames: Frames, job: Job, size: Size, gravity: Gravity) -> Frames:
    inner = frames[0].size
    if inner == size:
        return frames
    box = placed(size, inner, gravity, job.layout.dpr)
    return [_on_canvas(image, size, box, job.ground) for image in frames]


def _on_canvas(image: Image.Image, size: Size, box: Box, ground: Colour | None) -> Image.Image:
    at = (box.left, box.top)
    if ground is None:
        canvas = Image.new("RGBA", size, (0, 0, 0, 0))
        canvas.paste(image.convert("RGBA"), at)
    else:
        canvas = Image.new("RGB", size, ground)
        canvas.paste(image, at, image.getchannel("A") if image.mode == "RGBA" else None)
    return canvas
