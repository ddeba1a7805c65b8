"""Keep: of the scaled picture what fits into the box, which for most types is all of it."""

from __future__ import annotations

from tvdbproxy.imaging.transform.geometry.position import placed
from tvdbproxy.imaging.transform.interest import most_interesting
from tvdbproxy.imaging.transform.job import Frames, Job
from tvdbproxy.imaging.transform.steps.crop import cut


def keep(frames: Frames, job: Job) -> Frames:
    """Where the gravity says."""
    layout, gravity = job.layout, job.spec.gravity
    if layout.kept == layout.scaled:
        return frames
    if gravity.type == "sm":
        box = most_interesting(frames[0], layout.kept)
    else:
        box = placed(layout.scaled, layout.kept, gravity, layout.dpr)
    return [cut(image, box) for image in frames]
