"""Cap: what the format cannot hold is scaled down as a whole."""

from __future__ import annotations

from tvdbproxy.imaging.resize import shrink
from tvdbproxy.imaging.transform.job import Frames, Job


def cap(frames: Frames, job: Job) -> Frames:
    """Canvas and all."""
    return [shrink(image, job.layout.result) for image in frames]
