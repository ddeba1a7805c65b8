"""Crop: the part of the source that counts, before it is scaled and turned."""

from __future__ import annotations

from PIL import Image

from tvdbproxy.imaging.geometry import Box
from tvdbproxy.imaging.transform.geometry.position import placed
from tvdbproxy.imaging.transform.geometry.turns import before_turn, turned_size
from tvdbproxy.imaging.transform.interest import most_interesting
from tvdbproxy.imaging.transform.job import Frames, Job


def crop(frames: Frames, job: Job) -> Frames:
    """The gravity is meant in the turned picture, although it is not turned yet."""
    layout = job.layout
    if layout.cropped == layout.source:
        return frames
    box = _box(frames[0], job)
    return [cut(image, box) for image in frames]


def cut(image: Image.Image, box: Box) -> Image.Image:
    """That part of a picture."""
    return image.crop((box.left, box.top, box.left + box.width, box.top + box.height))


def _box(first: Image.Image, job: Job) -> Box:
    spec, layout = job.spec, job.layout
    own = spec.crop.gravity if spec.crop else None
    gravity = own or spec.gravity
    if gravity.type == "sm":
        return most_interesting(first, turned_size(layout.cropped, layout.turn))
    return before_turn(placed(layout.source, layout.cropped, gravity), first.size, layout.turn)
