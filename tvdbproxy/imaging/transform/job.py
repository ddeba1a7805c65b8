"""What every step of a transform is told, beside the pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from tvdbproxy.imaging.flatten import PAPER
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.transform.formats import ALPHALESS
from tvdbproxy.imaging.transform.geometry.layout import Layout
from tvdbproxy.imaging.transform.spec import Colour, TransformSpec

Frames = list[Image.Image]
"""The pictures of an animation, or the one there is: RGB or RGBA, all of one size. What a step
decides it decides by the first, so that nothing jumps."""


@dataclass(frozen=True)
class Job:
    """``watermark`` is decoded already, RGBA; None where there is none to draw."""

    spec: TransformSpec
    layout: Layout
    format: Format
    watermark: Image.Image | None = None

    @property
    def ground(self) -> Colour | None:
        """What lies behind the picture; None where it may stay transparent."""
        if self.spec.background is not None:
            return self.spec.background
        return PAPER if self.format in ALPHALESS else None
