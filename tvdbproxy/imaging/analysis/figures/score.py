"""The quality score: the four figures in one number."""

from __future__ import annotations

_UNSHARP, _UNLIT = 0.25, 0.35  # what a picture without an edge, or without light, still has


def quality_score(sharpness: float, exposure: float, noise: float, compression: float) -> int:
    """0 to 100. Each figure takes away its share of what the others leave; none makes up for
    another."""
    seen = _UNSHARP + (1 - _UNSHARP) * sharpness
    lit = _UNLIT + (1 - _UNLIT) * exposure
    return round(100 * seen * lit * (1 - noise) * (1 - compression))
