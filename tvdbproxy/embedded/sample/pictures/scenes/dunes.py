"""Sand: one side of every crest in light, the other in shadow."""

from __future__ import annotations

import random

from tvdbproxy.embedded.sample.pictures.accents import walker
from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import mix
from tvdbproxy.embedded.sample.pictures.curves import bow
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Point, Stencil


def paint_dunes(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """Four dunes under a wide sky, and somebody walking."""
    canvas.wash([palette.high, mix(palette.high, palette.low, 0.55), palette.low, palette.glow])
    x, y = canvas.width * rng.choice((0.27, 0.72)), canvas.height * rng.uniform(0.2, 0.3)
    radius = canvas.unit * rng.uniform(0.08, 0.14)
    canvas.glow(x, y, radius * 4, palette.glow, 0.5)
    canvas.paint(Stencil().disc(x, y, radius), palette.paper)
    side = 1
    for index in range(5):
        near = index / 4
        level = canvas.height * (0.47 + 0.40 * near)
        peak = (canvas.width * (0.5 + side * rng.uniform(0.12, 0.34)), level)
        _dune(canvas, palette, peak, near, rng)
        if index == 2:
            walker(
                canvas, palette, peak[0] - side * canvas.unit * 0.12, peak[1] + canvas.unit * 0.028
            )
        side = -side


def _dune(canvas: Canvas, palette: Palette, peak: Point, near: float, rng: random.Random) -> None:
    light = mix(mix(palette.glow, palette.low, 0.4 + 0.5 * near), palette.high, 0.3 * near)
    shadow = mix(mix(palette.low, palette.high, 0.75), palette.deep, 0.15 + 0.75 * near)
    slope = canvas.unit * rng.uniform(0.16, 0.26)
    left = bow(
        (-canvas.width * 0.1, peak[1] + slope * 1.3), (peak[0] * 0.55, peak[1] + slope * 0.9), peak
    )
    right = bow(
        peak,
        (peak[0] + (canvas.width - peak[0]) * 0.45, peak[1] + slope * 0.75),
        (canvas.width * 1.1, peak[1] + slope * 1.1),
    )
    ground = [(canvas.width * 1.1, canvas.height + 2.0), (-canvas.width * 0.1, canvas.height + 2.0)]
    canvas.paint(Stencil().polygon([*left, *right, *ground]), [light, mix(light, palette.low, 0.6)])
    foot = (peak[0] + canvas.unit * rng.uniform(-0.25, 0.05), canvas.height + 2.0)
    bend = (peak[0] + canvas.unit * 0.22, peak[1] + (canvas.height - peak[1]) * 0.35)
    crest = bow(peak, bend, foot)
    dark = [*crest, (canvas.width * 1.1, canvas.height + 2.0), *reversed(right)]
    canvas.paint(Stencil().polygon(dark), [shadow, mix(shadow, light, 0.35)])
