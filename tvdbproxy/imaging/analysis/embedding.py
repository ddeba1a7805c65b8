"""The embedding: 128 numbers of which like pictures have like ones.

Four parts, each of its own length whatever the picture's contrast, so that none drowns the others:

- 48: lightness and the two colour axes (YCbCr) in 4 x 4 fields, as distances from grey;
- 64: how much runs across, up and along both diagonals in 4 x 4 fields, beyond the mean;
- 12: hues, each pixel counted by its chroma, around the circle;
- 4: dark, dim, bright and light pixels, beyond an equal share.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageFilter

from tvdbproxy.imaging.analysis.colours.oklab import chroma, to_oklab

DIMENSIONS = 128
_FIELDS = 4
_EDGE_SIDE, _COLOUR_SIDE = 64, 24
_HUES, _LIGHTS = 12, 4

# Of each part its weight, and the length below which it says little: the rest of a grey picture's
# colours is noise, and must not be blown up to a full part.
_LAYOUT, _EDGES, _HUE, _LIGHT = (1.0, 60.0), (0.8, 4.0), (0.6, 4.0), (0.4, 1.0)

_DECIMALS = 5

_ACROSS = (-1, 0, 1, -2, 0, 2, -1, 0, 1)
_UP = (-1, -2, -1, 0, 0, 0, 1, 2, 1)
_FALLING = (0, 1, 2, -1, 0, 1, -2, -1, 0)
_RISING = (-2, -1, 0, -1, 0, 1, 0, 1, 2)
_DIRECTIONS = [
    ImageFilter.Kernel((3, 3), kernel, scale=4, offset=128)
    for kernel in (_ACROSS, _UP, _FALLING, _RISING)
]
_STRENGTHS = [abs(level - 128) for level in range(256)]


def embed(image: Image.Image) -> tuple[float, ...]:
    """A vector of length 1 for an RGB picture."""
    small = image.resize((_COLOUR_SIDE, _COLOUR_SIDE), Image.Resampling.BOX, reducing_gap=2)
    hues, lights = _histograms(small)
    parts = [
        *_weighted(_layout(image), *_LAYOUT),
        *_weighted(_edges(image), *_EDGES),
        *_weighted(hues, *_HUE),
        *_weighted(_beyond_mean(lights), *_LIGHT),
    ]
    length = math.hypot(*parts) or 1.0
    return tuple(round(value / length, _DECIMALS) for value in parts)


def _layout(image: Image.Image) -> list[float]:
    fields = image.convert("YCbCr").resize((_FIELDS, _FIELDS), Image.Resampling.BOX)
    return [level - 128 for level in fields.tobytes()]


def _edges(image: Image.Image) -> list[float]:
    grey = image.convert("L").resize((_EDGE_SIDE, _EDGE_SIDE), Image.Resampling.BOX)
    inside = (1, 1, _EDGE_SIDE - 1, _EDGE_SIDE - 1)  # a filter leaves the edge as it is
    strengths: list[float] = []
    for direction in _DIRECTIONS:
        strength = grey.filter(direction).point(_STRENGTHS).crop(inside).convert("F")
        fields = strength.resize((_FIELDS, _FIELDS), Image.Resampling.BOX)
        strengths += memoryview(fields.tobytes()).cast("f")
    return _beyond_mean(strengths)


def _histograms(small: Image.Image) -> tuple[list[float], list[float]]:
    """Hues and lightnesses. A pixel between two bins counts in both, so that no border matters."""
    hues, lights = [0.0] * _HUES, [0.0] * _LIGHTS
    flat = small.tobytes()
    for colour in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
        lab = to_oklab(colour)
        turn = math.atan2(lab[2], lab[1]) / math.tau % 1
        _count(hues, turn * _HUES, chroma(lab))
        _count(lights, lab[0] * (_LIGHTS - 1), 1)
    return hues, lights


def _count(bins: list[float], at: float, weight: float) -> None:
    lower, part = int(at), at - int(at)
    bins[lower % len(bins)] += weight * (1 - part)
    bins[(lower + 1) % len(bins)] += weight * part


def _beyond_mean(values: Sequence[float]) -> list[float]:
    mean = sum(values) / len(values)
    return [value - mean for value in values]


def _weighted(values: Sequence[float], weight: float, least: float) -> list[float]:
    factor = weight / max(least, math.hypot(*values))
    return [value * factor for value in values]
