"""Turn: upright as EXIF says, then as ``rotate`` and ``flip`` say, all in one."""

from __future__ import annotations

from tvdbproxy.imaging.orientation import turn_upright
from tvdbproxy.imaging.transform.job import Frames, Job


def turn(frames: Frames, job: Job) -> Frames:
    """From here on pictures lie as they are seen."""
    return [turn_upright(image, job.layout.turn) for image in frames]
