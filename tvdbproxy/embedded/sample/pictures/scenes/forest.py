"""Conifers in morning mist."""

from __future__ import annotations

import random

from tvdbproxy.embedded.sample.pictures.accents import birds, cabin
from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import mix
from tvdbproxy.embedded.sample.pictures.curves import down_to, swell
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Point, Stencil

_ROWS = 5


def paint_forest(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """A pale sun, then row after row of trees, the last one black."""
    canvas.wash([palette.high, palette.low, palette.glow, palette.glow])
    x, y = canvas.width * rng.choice((0.34, 0.62)), canvas.height * 0.34
    canvas.glow(x, y, canvas.unit * 0.6, palette.paper, 0.5)
    canvas.paint(
        Stencil().disc(x, y, canvas.unit * 0.15),
        [palette.accent, mix(palette.accent, palette.glow, 0.6)],
    )
    for row in range(_ROWS):
        near = row / (_ROWS - 1)
        tone = mix(mix(palette.low, palette.high, 0.3 + 0.6 * near), palette.deep, near**1.5)
        ground = swell(
            rng, canvas.width, canvas.height * (0.60 + 0.33 * near), canvas.unit * 0.04, 0.9
        )
        trees = Stencil().polygon(down_to(ground, canvas.height))
        for _ in range(int((34 - 20 * near) * canvas.width / canvas.unit)):
            foot = rng.choice(ground)
            _conifer(trees, rng, foot, canvas.unit * (0.08 + 0.22 * near) * rng.uniform(0.55, 1.1))
        canvas.paint(trees, [tone, tone, mix(tone, palette.glow, 0.5 * (1 - near))])
        if row == _ROWS - 2:
            cabin(
                canvas,
                palette,
                canvas.width * (0.7 if x < canvas.width / 2 else 0.3),
                canvas.height * 0.86,
            )
    birds(canvas, palette, rng)


def _conifer(trees: Stencil, rng: random.Random, foot: Point, tall: float) -> None:
    x, y = foot[0] + rng.uniform(-tall, tall) * 0.2, foot[1] + tall * 0.06
    left: list[Point] = []
    right: list[Point] = []
    tiers = 6
    for tier in range(tiers):
        level = y - tall * (1 - tier / tiers)
        reach = tall * 0.25 * (tier + 0.4) / tiers
        left += [
            (x - reach * 0.45, level),
            (x - reach * rng.uniform(0.9, 1.15), level + tall * 0.15),
        ]
        right += [
            (x + reach * 0.45, level),
            (x + reach * rng.uniform(0.9, 1.15), level + tall * 0.15),
        ]
    trees.polygon([(x, y - tall * 1.06), *right, *reversed(left)])
    trees.rectangle(x - tall * 0.02, y - tall * 0.1, x + tall * 0.02, y + tall * 0.05)
