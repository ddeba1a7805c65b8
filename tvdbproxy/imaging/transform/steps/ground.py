"""Ground: lay the picture on its background, or on white where nothing may show through."""

from __future__ import annotations

from tvdbproxy.imaging.flatten import flatten
from tvdbproxy.imaging.transform.job import Frames, Job


def ground(frames: Frames, job: Job) -> Frames:
    """Without a background, formats with alpha keep theirs."""
    if job.ground is None:
        return frames
    return [flatten(image, job.ground) for image in frames]
