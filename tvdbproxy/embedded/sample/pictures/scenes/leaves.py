"""A garden at night, looked into through its leaves."""

from __future__ import annotations

import math
import random

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import mix
from tvdbproxy.embedded.sample.pictures.curves import bow
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Point, Stencil


def paint_leaves(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """A light in a clearing, three depths of fronds around it."""
    canvas.wash([palette.high, mix(palette.high, palette.low, 0.7), palette.low])
    x, y = canvas.width * 0.5, canvas.height * 0.4
    canvas.glow(x, y, canvas.unit * 0.75, palette.glow, 0.7)
    canvas.paint(Stencil().disc(x, y, canvas.unit * 0.2), [palette.paper, palette.glow])
    for depth in range(3):
        near = depth / 2
        tone = mix(
            mix(palette.low, palette.high, 0.7 + 0.3 * near), palette.deep, 0.1 + 0.85 * near
        )
        fronds = Stencil()
        for _ in range(int(7 * (max(canvas.size) / canvas.unit) ** 0.5)):
            _frond(fronds, canvas, rng, near)
        if depth:
            canvas.shade(fronds, palette.deep, canvas.unit * 0.03, 0.35)
        canvas.paint(fronds, [tone, mix(tone, palette.deep, 0.45)])
    _fireflies(canvas, palette, rng)


def _frond(fronds: Stencil, canvas: Canvas, rng: random.Random, near: float) -> None:
    side = rng.randrange(3)
    if side == 2:
        root = (rng.uniform(0, canvas.width), canvas.height * 1.02)
        aim = -math.pi / 2 + rng.uniform(-0.6, 0.6)
    else:
        root = (canvas.width * side, canvas.height * rng.uniform(0.05, 1.0))
        aim = (math.pi if side else 0.0) + rng.uniform(-0.8, 0.5) * (-1 if side else 1)
    length = canvas.unit * rng.uniform(0.34, 0.56) * (1.1 - 0.35 * near)
    tip = (root[0] + length * math.cos(aim), root[1] + length * math.sin(aim))
    bend = ((root[0] + tip[0]) / 2, (root[1] + tip[1]) / 2 - length * 0.22)
    stem = bow(root, bend, tip, 9)
    fronds.line(stem, canvas.unit * 0.006)
    for index in range(1, 9):
        reach = length * (0.36 - 0.028 * index)
        heading = math.atan2(
            stem[index][1] - stem[index - 1][1], stem[index][0] - stem[index - 1][0]
        )
        for turn in (-0.8, 0.8):
            fronds.polygon(_leaf(stem[index], heading + turn, reach))
    fronds.polygon(_leaf(stem[-1], heading, length * 0.2))


def _leaf(root: Point, heading: float, length: float) -> list[Point]:
    tip = (root[0] + length * math.cos(heading), root[1] + length * math.sin(heading))
    middle = ((root[0] + tip[0]) / 2, (root[1] + tip[1]) / 2)
    wide = length * 0.34
    across, down = -wide * math.sin(heading), wide * math.cos(heading)
    upper = bow(root, (middle[0] + across, middle[1] + down), tip, 6)
    lower = bow(tip, (middle[0] - across, middle[1] - down), root, 6)
    return [*upper, *lower]


def _fireflies(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    for _ in range(14):
        x, y = rng.uniform(0, canvas.width), rng.uniform(canvas.height * 0.3, canvas.height * 0.95)
        size = canvas.unit * rng.uniform(0.004, 0.008)
        canvas.glow(x, y, size * 7, palette.glow, 0.7)
        canvas.paint(Stencil().disc(x, y, size), palette.paper)
