"""Sheets of coloured paper, each cut wider than the one below."""

from __future__ import annotations

import math
import random

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import along
from tvdbproxy.embedded.sample.pictures.curves import down_to, swell
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil

_SHEETS = 8


def paint_papercut(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """A light at the bottom of a paper canyon, seen from the front."""
    canvas.wash([palette.glow, palette.paper, palette.glow])
    x, y = canvas.width * rng.uniform(0.36, 0.64), canvas.height * 0.3
    canvas.paint(Stencil().disc(x, y, canvas.unit * 0.15), [palette.accent, palette.low])
    stops = [palette.glow, palette.low, palette.accent, palette.high, palette.deep]
    waves = 0.9 * math.sqrt(max(1.0, canvas.width / canvas.height))
    for index in range(_SHEETS):
        near = index / (_SHEETS - 1)
        base = canvas.height * (0.40 + 0.54 * near)
        line = swell(rng, canvas.width, base, canvas.unit * rng.uniform(0.06, 0.11), waves)
        sheet = Stencil().polygon(down_to(line, canvas.height + 40))
        canvas.shade(sheet, palette.deep, canvas.unit * 0.028, 0.42)
        tone = along(stops, 0.12 + 0.88 * near)
        canvas.paint(sheet, tone)
