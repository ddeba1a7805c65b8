"""A map of a country that does not exist: height as colour, edges as lines."""

from __future__ import annotations

import random

from PIL import Image

from tvdbproxy.embedded.sample.pictures.canvas import Canvas, noise
from tvdbproxy.embedded.sample.pictures.colour import Colour, along, mix
from tvdbproxy.embedded.sample.pictures.curves import bow
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil

_STEPS = 11


def paint_contours(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """Eleven heights from deep water to snow, and one marked place."""
    cells = (
        max(3, round(canvas.width / canvas.unit * 4)),
        max(3, round(canvas.height / canvas.unit * 4)),
    )
    field = noise(rng, (canvas.width * 2, canvas.height * 2), cells, 0.07)
    colours = [_height(palette, level) for level in range(256)]
    relief = Image.merge(
        "RGB", [field.point([colour[part] for colour in colours]) for part in range(3)]
    )
    canvas.image.paste(relief.reduce(2))
    _mark(canvas, palette, rng)


def _height(palette: Palette, level: int) -> Colour:
    spread = min(max((level - 40) / 175, 0.0), 0.999) * _STEPS
    step = int(spread)
    stops = [
        palette.deep,
        palette.high,
        mix(palette.high, palette.low, 0.6),
        palette.low,
        palette.glow,
        palette.paper,
    ]
    tone = along(stops, step / (_STEPS - 1))
    return mix(tone, palette.deep, 0.22) if spread - step < 0.13 else tone


def _mark(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    x, y = canvas.width * rng.uniform(0.34, 0.66), canvas.height * rng.uniform(0.34, 0.5)
    lean = rng.choice((-1, 1)) * canvas.unit
    end = (x + lean * 0.26, y + canvas.unit * 0.5)
    route = bow((x, y), (x - lean * 0.2, y + canvas.unit * 0.3), end, 22)
    dots = Stencil()
    for spot in route:
        dots.disc(spot[0], spot[1], canvas.unit * 0.006)
    dots.disc(end[0], end[1], canvas.unit * 0.014)
    canvas.paint(dots, palette.accent)
    canvas.paint(Stencil().disc(x, y, canvas.unit * 0.034), palette.paper)
    canvas.paint(Stencil().disc(x, y, canvas.unit * 0.022), palette.accent)
