"""How alike two embeddings are. No Pillow: those who compare need not decode."""

from __future__ import annotations

import math
from collections.abc import Sequence


def cosine(a: Sequence[float], b: Sequence[float]) -> float:
    """1 where two vectors point the same way, 0 where they have nothing in common, -1 where
    they are opposites. A vector of nothing is like no other.

    Raises ``ValueError`` for vectors of different lengths, which are of different versions.
    """
    product = math.fsum(x * y for x, y in zip(a, b, strict=True))
    lengths = math.hypot(*a) * math.hypot(*b)
    return max(-1.0, min(1.0, product / lengths)) if lengths else 0.0
