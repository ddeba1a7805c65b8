"""Sharpness: how much of an edge's height is climbed in one pixel.

At a sharp edge it is all, at one that was blurred by a Gaussian of deviation s about 1/(2.5 s),
whatever the picture shows. Edges are blocks whose surroundings differ by far more than the noise
does; of these the sharpest twentieth count, for a background may be out of focus.
"""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

from tvdbproxy.imaging.analysis.figures.blocks import highest, lowest

_SIDE = 8
_HEIGHT = 20  # levels that an edge has at least
_SHARPEST = 0.95
_SLOPE = 1 / (3 * _SIDE - 1)  # the fraction of a straight slope over a block and its neighbours

# The extremes of noise, in deviations: among the steps of a block, and between the highest and
# the lowest pixel around it.
_NOISY_STEP, _NOISY_HEIGHT = 4, 6


def sharpness(grey: Image.Image, deviation: float) -> float:
    """0 to 1; 0 as well where there is no edge. ``deviation`` is that of the noise."""
    if min(grey.size) < 2 * _SIDE:
        return 0.0
    steps = highest(_steps(grey), _SIDE).tobytes()
    tops = highest(grey, _SIDE).filter(ImageFilter.MaxFilter(3))
    bottoms = lowest(grey, _SIDE).filter(ImageFilter.MinFilter(3))
    heights = ImageChops.subtract(tops, bottoms).tobytes()
    climbed = sorted(
        max(0.0, step - _NOISY_STEP * deviation) / (height - _NOISY_HEIGHT * deviation / 2)
        for step, height in zip(steps, heights, strict=True)
        if height >= _HEIGHT + _NOISY_HEIGHT * deviation
    )
    if not climbed:
        return 0.0
    fraction = climbed[int(_SHARPEST * len(climbed))]
    return math.sqrt(min(1.0, max(0.0, (fraction - _SLOPE) / (1 - _SLOPE))))


def _steps(grey: Image.Image) -> Image.Image:
    """To the next pixel, right or below: the larger difference. As large as the picture."""
    right = ImageChops.difference(grey, ImageChops.offset(grey, -1, 0))
    below = ImageChops.difference(grey, ImageChops.offset(grey, 0, -1))
    right.paste(0, (grey.width - 1, 0, grey.width, grey.height))
    below.paste(0, (0, grey.height - 1, grey.width, grey.height))
    return ImageChops.lighter(right, below)
