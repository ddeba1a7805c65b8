"""A world too large to fit the sheet."""

from __future__ import annotations

import math
import random

from PIL import Image

from tvdbproxy.embedded.sample.pictures.canvas import Canvas, distance, noise
from tvdbproxy.embedded.sample.pictures.colour import along, mix
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil


def paint_planet(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """Banded clouds on a globe, lit from one side, with moons and a thin ring."""
    canvas.wash([palette.deep, palette.deep, mix(palette.deep, palette.high, 0.5)])
    canvas.cloud(rng, palette.high, (3, 4), 0.55)
    dust = Stencil()
    for _ in range(180):
        size = canvas.unit * rng.uniform(0.0008, 0.0024)
        dust.disc(rng.uniform(0, canvas.width), rng.uniform(0, canvas.height), size)
    canvas.paint(dust, palette.paper, 0.75)
    radius = canvas.unit * rng.uniform(0.38, 0.46)
    x, y = canvas.width * rng.choice((0.38, 0.6)), canvas.height * 0.5
    canvas.glow(x, y, radius * 1.75, palette.low, 0.5)
    _ring(canvas, palette, x, y, radius, front=False)
    _globe(canvas, palette, rng, (x, y, radius))
    _ring(canvas, palette, x, y, radius, front=True)
    _moons(canvas, palette, rng, (x, y, radius))


def _globe(
    canvas: Canvas, palette: Palette, rng: random.Random, place: tuple[float, float, float]
) -> None:
    x, y, radius = place
    side = round(radius * 2)
    bands = noise(rng, (side, side), (2, 8), 0.14)
    stops = [palette.high, palette.low, palette.glow, palette.accent, palette.low, palette.high]
    colours = [along(stops, level / 255) for level in range(256)]
    surface = Image.merge(
        "RGB", [bands.point([colour[part] for colour in colours]) for part in range(3)]
    )
    cut = Stencil().disc(radius, radius, radius - 1).mask((side, side))
    if cut is None:
        return
    shadow = distance().resize((side * 2, side * 2), Image.Resampling.BILINEAR)
    turned = shadow.crop(
        (round(side * 0.72), round(side * 0.72), round(side * 1.72), round(side * 1.72))
    )
    surface.paste(palette.deep, (0, 0), turned.resize((side, side)).point(_night()))
    mask, box = cut
    canvas.image.paste(
        surface.crop(box), (round(x - radius) + box[0], round(y - radius) + box[1]), mask
    )


def _night() -> list[int]:
    return [min(226, round(max(0.0, (level - 90) / 170) ** 1.5 * 255)) for level in range(256)]


def _ring(
    canvas: Canvas, palette: Palette, x: float, y: float, radius: float, *, front: bool
) -> None:
    """Ellipses drawn as strokes; the front half covers the globe, the back half is covered."""
    for reach, wide, strength in ((1.38, 0.05, 0.55), (1.5, 0.02, 0.8), (1.58, 0.008, 0.6)):
        points = []
        for index in range(61):
            turn = math.pi * index / 60 + (0 if front else math.pi)
            flat_x, flat_y = radius * reach * math.cos(turn), radius * reach * 0.2 * math.sin(turn)
            points.append((x + flat_x * 0.95 + flat_y * 0.31, y - flat_x * 0.31 + flat_y * 0.95))
        canvas.paint(Stencil().line(points, radius * wide), palette.glow, strength)


def _moons(
    canvas: Canvas, palette: Palette, rng: random.Random, place: tuple[float, float, float]
) -> None:
    x, y, radius = place
    for across, down, share in ((-1.05, -0.85, 0.085), (0.9, -1.0, 0.04), (0.75, 1.05, 0.06)):
        size = radius * share * rng.uniform(0.8, 1.3)
        spot = (x + radius * across, y + radius * down)
        canvas.paint(Stencil().disc(spot[0], spot[1], size), [palette.glow, palette.high])
