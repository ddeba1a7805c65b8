"""A large light low over water, and its path towards us."""

from __future__ import annotations

import random

from tvdbproxy.embedded.sample.pictures.accents import boat, lighthouse
from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import mix
from tvdbproxy.embedded.sample.pictures.curves import down_to, ridge, swell
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil


def paint_sea(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """Sky, light, a far coast, water, the path of light, one small sign of people."""
    horizon = canvas.height * rng.uniform(0.54, 0.6)
    x = canvas.width * rng.choice((0.34, 0.5, 0.62))
    radius = canvas.unit * rng.uniform(0.2, 0.27)
    canvas.wash([palette.high, mix(palette.high, palette.low, 0.7), palette.low, palette.low])
    canvas.glow(x, horizon - radius * 0.5, radius * 3.2, palette.glow, 0.6)
    canvas.paint(Stencil().disc(x, horizon - radius * 0.45, radius), [palette.paper, palette.glow])
    coast = ridge(rng, canvas.width, horizon + canvas.unit * 0.02, canvas.unit * 0.06, 0.5)
    canvas.paint(
        Stencil().polygon(down_to(coast, horizon + 2)), mix(palette.low, palette.high, 0.8)
    )
    _water(canvas, palette, rng, horizon, x, radius)
    if rng.random() < 0.5:
        lighthouse(
            canvas, palette, canvas.width * (0.84 if x < canvas.width / 2 else 0.16), horizon
        )
    else:
        away = 0.3 if x > canvas.width * 0.45 else 0.7
        boat(
            canvas, palette, canvas.width * away, horizon + canvas.unit * 0.13, canvas.unit * 0.085
        )


def _water(
    canvas: Canvas, palette: Palette, rng: random.Random, horizon: float, x: float, radius: float
) -> None:
    water = Stencil().rectangle(0, horizon, canvas.width, canvas.height)
    shine = mix(palette.high, palette.low, 0.45)
    canvas.paint(water, [shine, palette.high, mix(palette.high, palette.deep, 0.7), palette.deep])
    path, ripples = Stencil(), Stencil()
    depth = canvas.height - horizon
    for index in range(46):
        near = (index / 46) ** 1.35
        y = horizon + depth * near * 0.93 + 2
        thick = canvas.unit * (0.0022 + 0.0075 * near)
        half = radius * (0.95 - 0.62 * near) * rng.uniform(0.35, 1)
        middle = x + radius * rng.uniform(-0.3, 0.3) * (0.4 + near)
        path.disc(middle, y, half, thick)
        away = rng.uniform(0, canvas.width)
        ripples.disc(away, y + thick * 2, canvas.unit * rng.uniform(0.04, 0.2), thick * 0.6)
    canvas.paint(ripples, palette.low, 0.22)
    canvas.paint(path, [palette.glow, palette.glow, mix(palette.glow, palette.low, 0.6)], 0.92)
    shore = swell(rng, canvas.width, canvas.height * 0.97, canvas.unit * 0.02, 1.4)
    canvas.paint(Stencil().polygon(down_to(shore, canvas.height)), palette.deep)
