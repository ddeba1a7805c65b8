"""A night with a figure in it that nobody has named yet."""

from __future__ import annotations

import math
import random

from tvdbproxy.embedded.sample.pictures.accents import tree
from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import mix
from tvdbproxy.embedded.sample.pictures.curves import down_to, swell
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Point, Stencil


def paint_stars(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """Nebula, star dust, orbits like an old chart, a constellation, a dark hill."""
    night = mix(palette.deep, palette.high, 0.25)
    canvas.wash([palette.deep, night, palette.high, mix(palette.high, palette.low, 0.75)])
    canvas.cloud(rng, palette.accent, (4, 5), 0.32)
    canvas.cloud(rng, palette.low, (5, 6), 0.5)
    _dust(canvas, palette, rng)
    _chart(canvas, palette, rng)
    _figure(canvas, palette, rng)
    hill = swell(rng, canvas.width, canvas.height * 0.92, canvas.unit * 0.045, 0.8)
    canvas.paint(Stencil().polygon(down_to(hill, canvas.height)), palette.deep)
    stand = hill[rng.choice((14, 22, 50, 58))]
    tree(canvas, palette.deep, stand[0], stand[1] + 3, canvas.unit * 0.17, rng)


def _dust(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    faint, bright = Stencil(), Stencil()
    for _ in range(260):
        size = canvas.unit * rng.uniform(0.0007, 0.0019)
        faint.disc(rng.uniform(0, canvas.width), rng.uniform(0, canvas.height), size)
    for _ in range(34):
        size = canvas.unit * rng.uniform(0.0019, 0.0034)
        bright.disc(rng.uniform(0, canvas.width), rng.uniform(0, canvas.height * 0.8), size)
    canvas.paint(faint, palette.paper, 0.7)
    canvas.paint(bright, palette.glow)


def _chart(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    x, y = canvas.width * 0.5, canvas.height * 0.42
    rings = Stencil()
    for index in range(1, 5):
        rings.ring(x, y, canvas.unit * 0.12 * index, max(1.0, canvas.unit * 0.0016))
    for index in range(36):
        turn = math.radians(index * 10)
        reach = canvas.unit * (0.5 if index % 3 else 0.515)
        start = (x + canvas.unit * 0.48 * math.cos(turn), y + canvas.unit * 0.48 * math.sin(turn))
        end = (x + reach * math.cos(turn), y + reach * math.sin(turn))
        rings.line([start, end], max(1.0, canvas.unit * 0.0016))
    canvas.paint(rings, palette.paper, 0.28)


def _figure(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    x, y, reach = canvas.width * 0.5, canvas.height * 0.42, canvas.unit * 0.4
    turn = rng.uniform(0, math.tau)
    nodes: list[Point] = []
    for index in range(7):
        angle = turn + index * math.tau / 7 + rng.uniform(-0.3, 0.3)
        away = reach * rng.uniform(0.3, 1)
        nodes.append((x + away * math.cos(angle), y + away * math.sin(angle)))
    canvas.paint(
        Stencil().line(nodes, canvas.unit * 0.0032).line([nodes[0], nodes[3]], 2), palette.glow, 0.8
    )
    for node in nodes:
        size = canvas.unit * rng.uniform(0.007, 0.014)
        canvas.glow(node[0], node[1], size * 6, palette.glow, 0.6)
        canvas.paint(Stencil().disc(node[0], node[1], size), palette.paper)
