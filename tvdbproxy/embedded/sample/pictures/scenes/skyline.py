"""A city at the hour when the windows come on."""

from __future__ import annotations

import random

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import mix
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil


def paint_skyline(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """A huge light, four rows of houses in haze, windows in the nearest two."""
    canvas.wash([palette.high, mix(palette.high, palette.low, 0.6), palette.low, palette.glow])
    x, y = canvas.width * rng.uniform(0.32, 0.68), canvas.height * rng.uniform(0.32, 0.4)
    radius = canvas.unit * rng.uniform(0.2, 0.28)
    canvas.glow(x, y, radius * 2.6, palette.glow, 0.45)
    canvas.paint(Stencil().disc(x, y, radius), [palette.paper, palette.glow, palette.low])
    for row in range(4):
        near = row / 3
        _row(canvas, palette, rng, near)
        canvas.veil(palette.low, [0, 0, 0.04, 0.26 * (1 - near), 0.4 * (1 - near)])


def _row(canvas: Canvas, palette: Palette, rng: random.Random, near: float) -> None:
    tone = mix(mix(palette.low, palette.high, 0.55 + 0.4 * near), palette.deep, near**1.2)
    houses, windows, sparks = Stencil(), Stencil(), Stencil()
    x = -canvas.unit * 0.05
    while x < canvas.width:
        wide = canvas.unit * rng.uniform(0.07, 0.15) * (0.8 + 0.5 * near)
        tall = canvas.unit * rng.uniform(0.14, 0.5) * (1.0 - 0.28 * near)
        top = canvas.height * (0.80 + 0.16 * near) - tall
        houses.rectangle(x, top, x + wide, canvas.height)
        _roof(houses, rng, x, top, wide)
        if near > 0.5:
            _windows(windows, sparks, rng, canvas, (x, top, wide), near)
        x += wide * rng.uniform(0.9, 1.18)
    canvas.paint(houses, [tone, mix(tone, palette.high, 0.35 * (1 - near))])
    canvas.paint(windows, palette.glow, 0.8)
    canvas.paint(sparks, palette.accent, 0.95)


def _roof(houses: Stencil, rng: random.Random, x: float, top: float, wide: float) -> None:
    style = rng.randrange(5)
    if style == 0:
        houses.polygon([(x, top), (x + wide / 2, top - wide * 0.55), (x + wide, top)])
    elif style == 1:
        houses.rectangle(x + wide * 0.2, top - wide * 0.3, x + wide * 0.8, top)
        houses.rectangle(x + wide * 0.48, top - wide * 0.95, x + wide * 0.53, top)
    elif style == 2:
        houses.polygon([(x, top), (x + wide, top - wide * 0.4), (x + wide, top)])
    elif style == 3:
        houses.disc(x + wide / 2, top, wide / 2)


def _windows(
    windows: Stencil,
    sparks: Stencil,
    rng: random.Random,
    canvas: Canvas,
    house: tuple[float, float, float],
    near: float,
) -> None:
    left, top, wide = house
    pane = canvas.unit * (0.007 + 0.004 * near)
    columns = max(2, int(wide / (pane * 2.8)))
    gap = wide / columns
    for row in range(1, 16):
        y = top + row * pane * 3.1
        if y > canvas.height - pane:
            break
        for column in range(columns):
            if rng.random() < 0.3:
                x = left + gap * (column + 0.5)
                lit = sparks if rng.random() < 0.07 else windows
                lit.rectangle(x - pane / 2, y, x + pane / 2, y + pane * 1.5)
