"""How near pictures are to their references, in the peers' Python: SSIM and SSIMULACRA2.

Each line of stdin is two PNG files, reference and candidate, with a tab between; each answer
is two numbers. SSIM is that of luma, in windows of 8 x 8 pixels.
"""

from __future__ import annotations

import sys

import numpy as np
from PIL import Image
from scipy.ndimage import uniform_filter
from ssimulacra2 import compute_ssimulacra2

_SMALL = (2.55**2, 7.65**2)  # what keeps SSIM's fractions from dividing by nothing


def main() -> None:
    for line in sys.stdin:
        reference, candidate = line.rstrip("\n").split("\t")
        likeness = ssim(_luma(reference), _luma(candidate))
        print(likeness, compute_ssimulacra2(reference, candidate), flush=True)


def ssim(a: np.ndarray, b: np.ndarray) -> float:
    mean_a, mean_b = uniform_filter(a, 8), uniform_filter(b, 8)
    spread_a = uniform_filter(a * a, 8) - mean_a**2
    spread_b = uniform_filter(b * b, 8) - mean_b**2
    together = uniform_filter(a * b, 8) - mean_a * mean_b
    light = (2 * mean_a * mean_b + _SMALL[0]) / (mean_a**2 + mean_b**2 + _SMALL[0])
    shape = (2 * together + _SMALL[1]) / (spread_a + spread_b + _SMALL[1])
    return float((light * shape).mean())


def _luma(path: str) -> np.ndarray:
    return np.asarray(Image.open(path).convert("L"), dtype=np.float64)


if __name__ == "__main__":
    main()
