"""Squares, quarter circles and triangles in a strict grid."""

from __future__ import annotations

import random

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import Colour, mix
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil


def paint_bauhaus(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """A tile floor of pure forms; neighbours never share their ground."""
    canvas.wash([palette.paper])
    side = canvas.unit / (4 if canvas.height >= canvas.width else 3)
    inks = [palette.deep, palette.high, palette.low, palette.accent, palette.glow, palette.paper]
    above: list[Colour] = []
    for row in range(int(canvas.height / side) + 1):
        grounds: list[Colour] = []
        for column in range(int(canvas.width / side) + 1):
            near = {grounds[-1] if grounds else None, above[column] if above else None}
            ground = rng.choice([ink for ink in inks if ink not in near])
            grounds.append(ground)
            _tile(canvas, rng, (column * side, row * side, side), ground, inks)
        above = grounds


def _tile(
    canvas: Canvas,
    rng: random.Random,
    cell: tuple[float, float, float],
    ground: Colour,
    inks: list[Colour],
) -> None:
    x, y, side = cell
    canvas.paint(Stencil().rectangle(x, y, x + side + 1, y + side + 1), ground)
    ink, second = rng.sample([colour for colour in inks if colour != ground], 2)
    shape = rng.randrange(8)
    corner_x, corner_y, start = rng.choice(
        ((x, y, 0), (x + side, y, 90), (x + side, y + side, 180), (x, y + side, 270))
    )
    if shape <= 2:
        for share, colour in ((1.0, ink), (0.66, ground if shape else second), (0.33, second)):
            canvas.paint(Stencil().pie(corner_x, corner_y, side * share, start, start + 90), colour)
    elif shape == 3:
        canvas.paint(Stencil().disc(x + side / 2, y + side / 2, side * 0.38), ink)
        canvas.paint(Stencil().disc(x + side / 2, y + side / 2, side * 0.16), second)
    elif shape == 4:
        canvas.paint(Stencil().polygon([(x, y + side), (x + side, y), (x + side, y + side)]), ink)
    elif shape == 5:
        canvas.paint(Stencil().pie(x + side / 2, y, side / 2, 0, 180), ink)
        canvas.paint(Stencil().pie(x + side / 2, y + side / 2, side / 2, 0, 180), second)
    elif shape == 6:
        bars = Stencil()
        for index in range(4):
            bars.rectangle(
                x, y + side * (index * 2 + 1) / 9, x + side, y + side * (index * 2 + 2) / 9
            )
        canvas.paint(bars, mix(ink, ground, 0.1))
    else:
        leaf = Stencil().pie(x, y, side, 0, 90)
        canvas.paint(leaf, ink)
        canvas.paint(Stencil().pie(x + side, y + side, side, 180, 270), second, 0.86)
