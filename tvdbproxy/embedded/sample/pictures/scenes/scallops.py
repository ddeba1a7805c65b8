"""Waves as Japanese cloth shows them, row over row."""

from __future__ import annotations

import random

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import along, mix
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil


def paint_scallops(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """A red sun, and the sea under it as a pattern."""
    canvas.wash([palette.low, palette.glow, palette.paper])
    x, y = canvas.width * rng.choice((0.36, 0.5, 0.64)), canvas.height * 0.36
    canvas.paint(
        Stencil().disc(x, y, canvas.unit * 0.27),
        [palette.accent, mix(palette.accent, palette.low, 0.5)],
    )
    bars = Stencil()
    for _ in range(5):
        across, level = rng.uniform(-0.5, 0.5) * canvas.unit, rng.uniform(-0.28, 0.12) * canvas.unit
        long = canvas.unit * rng.uniform(0.1, 0.2)
        bars.rectangle(
            x + across - long, y + level, x + across + long, y + level + canvas.unit * 0.012
        )
    canvas.paint(bars, palette.paper, 0.9)
    radius = canvas.unit * 0.125
    row = 0
    level = canvas.height * 0.58
    while level < canvas.height + radius:
        near = (level / canvas.height - 0.58) / 0.42
        tone = along([mix(palette.low, palette.high, 0.5), palette.high, palette.deep], near)
        for share in (1.0, 0.76, 0.52, 0.28):
            discs = Stencil()
            count = int(canvas.width / radius / 2) + 2
            for index in range(-1, count):
                discs.disc(index * radius * 2 + (row % 2) * radius, level + radius, radius * share)
            light = mix(tone, palette.glow, 0.85) if share in (1.0, 0.52) else tone
            canvas.paint(discs, light if share < 1 else mix(tone, palette.paper, 0.9))
            inner = Stencil()
            for index in range(-1, count):
                inner.disc(
                    index * radius * 2 + (row % 2) * radius, level + radius, radius * (share - 0.06)
                )
            canvas.paint(inner, tone)
        level += radius * 0.5
        row += 1
