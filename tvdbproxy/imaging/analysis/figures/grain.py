"""Noise: how much neighbouring pixels differ where nothing is to be seen.

Immerkær, "Fast Noise Variance Estimation" (1996): the difference of two Laplacians is blind to
slopes and lines. It is taken where the picture is quietest, for grass and hair are not noise.
"""

from __future__ import annotations

import math

from PIL import Image, ImageFilter

from tvdbproxy.imaging.analysis.figures.blocks import means
from tvdbproxy.imaging.analysis.figures.levels import percentile

_LAPLACIANS = ImageFilter.Kernel((3, 3), (1, -2, 1, -2, 4, -2, 1, -2, 1), scale=1, offset=128)
_OFFSETS = [abs(level - 128) for level in range(256)]
_SIDE = 8
_QUIETEST = 0.15  # of all blocks
_BLACK, _WHITE = 6, 249  # noise is cut off at the ends of the scale
_HALF = 10  # levels of deviation at which the figure is 0.5


def deviation(grey: Image.Image) -> float:
    """The standard deviation of the noise, in levels of 256. Up to about 30 can be told."""
    if min(grey.size) < _SIDE + 2:
        return 0.0
    inside = (1, 1, grey.width - 1, grey.height - 1)
    unrest = means(grey.filter(_LAPLACIANS).crop(inside).point(_OFFSETS), _SIDE)
    level = means(grey.crop(inside), _SIDE)
    honest = level.point([255 if _BLACK <= each <= _WHITE else 0 for each in range(256)])
    quiet = percentile(unrest.histogram(honest), _QUIETEST)
    return quiet * math.sqrt(math.pi / 2) / 6


def noise(deviation: float) -> float:
    """The figure: 0 without noise, 0.5 at a deviation of 10 levels, never quite 1."""
    return deviation / (deviation + _HALF)
