"""Arithmetic on histograms: how many pixels have each of 256 levels."""

from __future__ import annotations

from collections.abc import Sequence

Histogram = Sequence[int]


def percentile(histogram: Histogram, share: float) -> int:
    """The level that ``share`` (0 to 1) of the pixels do not exceed; 0 of nothing."""
    left = share * sum(histogram)
    for level, count in enumerate(histogram):
        left -= count
        if left <= 0 and count:
            return level
    return 0


def mean(histogram: Histogram) -> float:
    """The mean level; 0 of nothing."""
    total = sum(histogram)
    return sum(level * count for level, count in enumerate(histogram)) / total if total else 0.0


def share(histogram: Histogram, first: int, last: int) -> float:
    """How many of the pixels, 0 to 1, have a level from ``first`` to ``last``."""
    total = sum(histogram)
    return sum(histogram[first : last + 1]) / total if total else 0.0
