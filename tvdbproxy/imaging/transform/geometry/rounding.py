"""The two roundings: imgproxy takes one for sizes and the other for places."""

from __future__ import annotations

import math


def half_away(value: float) -> int:
    """To the nearest integer; halves go away from zero. For sizes."""
    whole = math.trunc(value)
    return whole + int(math.copysign(1, value)) if abs(value - whole) >= 0.5 else whole


def half_even(value: float) -> int:
    """To the nearest integer; halves go to the even one. For places, offsets and padding."""
    return round(value)
