"""Lines that nature might have drawn."""

from __future__ import annotations

import itertools
import math
import random

from tvdbproxy.embedded.sample.pictures.stencil import Point


def ridge(
    rng: random.Random, width: float, base: float, height: float, rough: float
) -> list[Point]:
    """A mountain line from left to right; ``rough`` is 0.35 for soft hills, 0.6 for wild ones."""
    heights = [rng.uniform(0.2, 0.8), rng.uniform(0.3, 1.0), rng.uniform(0.2, 0.8)]
    swing = 0.5
    for _ in range(6):
        finer: list[float] = []
        for left, right in itertools.pairwise(heights):
            finer += [left, (left + right) / 2 + rng.uniform(-swing, swing)]
        heights = [*finer, heights[-1]]
        swing *= rough
    step = width / (len(heights) - 1)
    return [(index * step, base - level * height) for index, level in enumerate(heights)]


def swell(
    rng: random.Random, width: float, base: float, height: float, waves: float
) -> list[Point]:
    """A soft line from left to right: three sines, about ``waves`` crests over the width."""
    parts = [
        (rng.uniform(0.7, 1.3) * waves * factor, rng.uniform(0, math.tau), weight)
        for factor, weight in ((1, 0.62), (2.1, 0.26), (3.7, 0.12))
    ]
    points = []
    steps = 72
    for index in range(steps + 1):
        turn = index / steps * math.tau
        level = sum(weight * math.sin(turn * pace + shift) for pace, shift, weight in parts)
        points.append((index / steps * width, base - level * height))
    return points


def down_to(points: list[Point], bottom: float) -> list[Point]:
    """Close a line into the ground below it."""
    return [*points, (points[-1][0], bottom), (points[0][0], bottom)]


def bow(start: Point, bend: Point, end: Point, steps: int = 16) -> list[Point]:
    """A quadratic curve from start to end, pulled towards bend."""
    points = []
    for index in range(steps + 1):
        t = index / steps
        near, middle, far = (1 - t) ** 2, 2 * t * (1 - t), t * t
        points.append(
            (
                near * start[0] + middle * bend[0] + far * end[0],
                near * start[1] + middle * bend[1] + far * end[1],
            )
        )
    return points
