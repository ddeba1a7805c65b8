"""The perceptual hash: which of a picture's slowest waves are stronger than most.

The well-known pHash, as the library ImageHash computes it, so that hashes from there can be
compared with ours: grey values at 32 x 32, their cosine transform, the 8 x 8 slowest waves, and
a bit for each that is above the median.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from PIL import Image

_SIDE, _WAVES = 32, 8
_EXACT = 6  # decimals; without rounding a plain colour would have the noise of its sums
_COSINES = [
    [math.cos(math.pi * wave * (2 * at + 1) / (2 * _SIDE)) for at in range(_SIDE)]
    for wave in range(_WAVES)
]


def perceptual_hash(grey: Image.Image) -> str:
    """64 bits of a picture of grey values, as 16 hexadecimal digits."""
    small = grey.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).tobytes()
    across = [_transformed(small[at : at + _SIDE]) for at in range(0, len(small), _SIDE)]
    down = [_transformed(column) for column in zip(*across, strict=True)]
    waves = [round(down[column][row], _EXACT) for row in range(_WAVES) for column in range(_WAVES)]
    middle = median(waves)
    bits = "".join("1" if wave > middle else "0" for wave in waves)
    return f"{int(bits, 2):016x}"


def _transformed(values: Sequence[float]) -> list[float]:
    """The slowest waves of the cosine transform (DCT-II)."""
    return [sum(map(float.__mul__, cosines, map(float, values))) for cosines in _COSINES]
