"""Scale: to the size that the arithmetic found, with Lanczos."""

from __future__ import annotations

from tvdbproxy.imaging.resize import shrink
from tvdbproxy.imaging.transform.geometry.turns import turned_size
from tvdbproxy.imaging.transform.job import Frames, Job


def scale(frames: Frames, job: Job) -> Frames:
    """The picture is not turned yet, so its sides may have to change places."""
    size = turned_size(job.layout.scaled, job.layout.turn)
    return [shrink(image, size) for image in frames]
