"""Ranges behind ranges, mist between them, a moon or a sun above."""

from __future__ import annotations

import random

from tvdbproxy.embedded.sample.pictures.accents import birds
from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import mix
from tvdbproxy.embedded.sample.pictures.curves import down_to, ridge
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil

_RANGES = 6


def paint_mountains(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """The classic: six ranges, each darker and rougher than the one behind it."""
    canvas.wash([palette.high, mix(palette.high, palette.low, 0.6), palette.low, palette.glow])
    _sun(canvas, palette, rng)
    for index in range(_RANGES):
        near = index / (_RANGES - 1)
        base = canvas.height * (0.56 + 0.42 * near)
        tall = canvas.unit * (0.30 - 0.08 * near)
        tone = mix(mix(palette.low, palette.high, 0.35 + 0.5 * near), palette.deep, near**1.3)
        mist = mix(tone, mix(palette.low, palette.glow, 0.5), 0.55 * (1 - near))
        line = ridge(rng, canvas.width, base, tall, 0.42 + 0.12 * near)
        canvas.paint(Stencil().polygon(down_to(line, canvas.height)), [tone, mist, mist])
    birds(canvas, palette, rng)


def _sun(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    x = canvas.width * rng.choice((0.3, 0.36, 0.64, 0.7))
    y = canvas.height * rng.uniform(0.26, 0.36)
    radius = canvas.unit * rng.uniform(0.11, 0.17)
    canvas.glow(x, y, radius * 4.2, palette.glow, 0.55)
    canvas.paint(Stencil().disc(x, y, radius), [palette.paper, palette.glow])
    haze = Stencil()
    for _ in range(4):
        level = y + radius * rng.uniform(-0.5, 1.6)
        haze.disc(
            x + radius * rng.uniform(-2, 2), level, radius * rng.uniform(1, 2.4), radius * 0.035
        )
    canvas.paint(haze, palette.low, 0.75)
