"""Stripes that swing: the seventies, remembered fondly."""

from __future__ import annotations

import random

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil


def paint_arches(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """Bands rise from the floor, turn over in one arch, and fall into the next."""
    canvas.wash([palette.paper])
    bands = [palette.deep, palette.high, palette.accent, palette.low, palette.glow, palette.paper]
    thick = canvas.unit * 0.058
    outer = thick * (len(bands) - 0.2)
    lean = rng.choice((-1, 1))
    middle = canvas.width / 2
    floor = canvas.height * 0.56
    canvas.paint(
        Stencil().disc(
            middle - lean * canvas.unit * 0.29, canvas.height * 0.19, canvas.unit * 0.085
        ),
        palette.accent,
    )
    _arch(canvas, bands, thick, (middle + lean * outer * 0.5, floor), 1)
    _arch(canvas, bands, thick, (middle - lean * outer * 0.62, floor + outer * 0.62), 1)
    _arch(canvas, bands, thick, (middle + lean * outer * 0.9, floor + outer * 1.28), 1)


def _arch(
    canvas: Canvas,
    bands: list[tuple[int, int, int]],
    thick: float,
    place: tuple[float, float],
    legs: int,
) -> None:
    x, y = place
    reach = thick * (len(bands) - 0.2)
    for index, colour in enumerate(bands):
        radius = reach - index * thick
        shape = Stencil().pie(x, y, radius, 180, 360)
        if legs:
            shape.rectangle(x - radius, y - 1, x + radius, canvas.height)
        canvas.paint(shape, colour)
