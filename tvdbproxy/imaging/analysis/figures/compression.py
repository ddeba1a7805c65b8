"""Compression: what a JPEG's coarse steps do to a picture.

Told by the file's own table of steps; and, where the pixels are as they were saved, by the edges
of its blocks of 8 x 8, which are still there after the file was saved again as something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from PIL import Image, ImageChops

_SIDE = 8
_HALF_STEP = 60  # levels that are one to the encoder, at which the figure is 0.5; quality 14
_SLOW_WAVES = [8 * row + column for row in range(4) for column in range(4)]

_HALF_JUMP = 3  # levels by which a block's edge stands out, at which the figure is 0.5
_LARGEST = 31  # a difference beyond is an edge in the picture
_CHANCE = 0.1  # levels, and as much again of the differences elsewhere: some columns are rougher
_SCALE = 8
_AMPLIFIED = [min(level, _LARGEST) * _SCALE for level in range(256)]


def from_steps(tables: Mapping[int, Sequence[int]], shrunk: float) -> float:
    """By the steps of the slower waves, in a picture ``shrunk`` so many times since: 0 to 1."""
    table = tables.get(0, ())
    if len(table) != _SIDE * _SIDE:
        return 0.0
    step = sum(table[wave] for wave in _SLOW_WAVES) / len(_SLOW_WAVES) / shrunk
    return step / (step + _HALF_STEP)


def from_edges(grey: Image.Image) -> float:
    """By the edges of blocks, wherever their grid lies: 0 to 1."""
    if min(grey.size) < 4 * _SIDE:
        return 0.0
    down = grey.transpose(Image.Transpose.TRANSPOSE)
    jump = (_jump(grey) + _jump(down)) / 2
    return jump / (jump + _HALF_JUMP)


def _jump(grey: Image.Image) -> float:
    """By how many levels every eighth column's difference from the next exceeds the others'.

    Medians, so that a line in the picture does not count.
    """
    wide, high = grey.width - 1, grey.height
    steps = ImageChops.difference(grey.crop((0, 0, wide, high)), grey.crop((1, 0, wide + 1, high)))
    rough = steps.point(_AMPLIFIED).resize((wide, 1), Image.Resampling.BOX).tobytes()
    phases = [median(rough[phase::_SIDE]) for phase in range(_SIDE)]
    roughest = max(range(_SIDE), key=phases.__getitem__)
    others = median(phases[:roughest] + phases[roughest + 1 :])
    return max(0.0, (phases[roughest] - (1 + _CHANCE) * others) / _SCALE - _CHANCE)
