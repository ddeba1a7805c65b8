"""Mid-century rays, with rings for a sun."""

from __future__ import annotations

import math
import random

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import along, mix
from tvdbproxy.embedded.sample.pictures.curves import down_to, swell
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil

_RAYS = 22


def paint_sunburst(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """Rays from behind the hills, five rings, three hills."""
    canvas.wash([palette.low, palette.glow])
    x, y = canvas.width * rng.uniform(0.4, 0.6), canvas.height * rng.uniform(0.5, 0.56)
    reach = math.hypot(canvas.width, canvas.height)
    turn = rng.uniform(0, math.tau)
    rays = Stencil()
    for index in range(_RAYS):
        start = turn + index * math.tau / _RAYS
        end = start + math.tau / _RAYS / 2
        rays.polygon(
            [
                (x, y),
                (x + reach * math.cos(start), y + reach * math.sin(start)),
                (x + reach * math.cos(end), y + reach * math.sin(end)),
            ]
        )
    canvas.paint(
        rays, [mix(palette.low, palette.high, 0.55), mix(palette.low, palette.accent, 0.35)]
    )
    rings = [palette.deep, palette.high, palette.accent, palette.low, palette.paper]
    for index, colour in enumerate(rings):
        canvas.paint(Stencil().disc(x, y, canvas.unit * (0.34 - 0.06 * index)), colour)
    for index in range(3):
        near = index / 2
        line = swell(
            rng, canvas.width, canvas.height * (0.7 + 0.12 * index), canvas.unit * 0.06, 0.8
        )
        tone = along([palette.high, mix(palette.high, palette.deep, 0.5), palette.deep], near)
        canvas.paint(Stencil().polygon(down_to(line, canvas.height)), tone)
        canvas.paint(Stencil().line([(px, py + 7) for px, py in line], 2), palette.low, 0.5)
