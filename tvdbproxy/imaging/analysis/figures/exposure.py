"""Exposure: whether the light is in the middle, uses the scale, and is not cut off at its ends."""

from __future__ import annotations

from tvdbproxy.imaging.analysis.figures.levels import Histogram, mean, percentile, share

_BLACK, _WHITE = 3, 252  # levels up to and from which detail is gone
_FREE = 0.02  # share that may be gone: deep shadows and lamps are
_SPREAD = 0.6  # of the scale, from the darkest to the brightest 2 %
_ENDS = 0.02


def exposure(histogram: Histogram) -> float:
    """0 to 1, of the grey levels of what counts; 0 of nothing."""
    if not sum(histogram):
        return 0.0
    return _middle(histogram) * _spread(histogram) * _kept(histogram)


def _middle(histogram: Histogram) -> float:
    """1 at a mean of half the scale, 0 at its ends; three quarters at a quarter of it."""
    return 1 - (2 * mean(histogram) / 255 - 1) ** 2


def _spread(histogram: Histogram) -> float:
    """How much of the scale is used, of which 60 % are enough."""
    used = percentile(histogram, 1 - _ENDS) - percentile(histogram, _ENDS)
    return min(1.0, used / 255 / _SPREAD)


def _kept(histogram: Histogram) -> float:
    """What of the detail is not lost in black or white."""
    lost = sum(max(0.0, share(histogram, *ends) - _FREE) for ends in ((0, _BLACK), (_WHITE, 255)))
    return 1 - lost
