"""Curtains of light over a frozen lake."""

from __future__ import annotations

import random

from PIL import Image, ImageChops

from tvdbproxy.embedded.sample.pictures.accents import cabin
from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import Colour, mix
from tvdbproxy.embedded.sample.pictures.curves import down_to, ridge
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil


def paint_aurora(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """Stars, three curtains, far peaks, and all of it again in the ice."""
    canvas.wash([palette.deep, mix(palette.deep, palette.high, 0.7), palette.high, palette.high])
    stars = Stencil()
    for _ in range(130):
        stars.disc(
            rng.uniform(0, canvas.width),
            rng.uniform(0, canvas.height * 0.6),
            canvas.unit * rng.uniform(0.0008, 0.0026),
        )
    canvas.paint(stars, palette.paper, 0.8)
    for colour, top in ((palette.accent, 0.0), (palette.low, 0.06), (palette.glow, 0.2)):
        _curtain(canvas, rng, colour, top)
    shore = canvas.height * 0.70
    for near in (0.35, 0.75):
        line = ridge(rng, canvas.width, shore, canvas.unit * 0.2 * (1.1 - near * 0.6), 0.5)
        canvas.paint(
            Stencil().polygon(down_to(line, shore + 2)), mix(palette.high, palette.deep, near)
        )
    _ice(canvas, palette, round(shore))
    cabin(canvas, palette, canvas.width * rng.choice((0.26, 0.72)), shore + canvas.unit * 0.02)


def _curtain(canvas: Canvas, rng: random.Random, colour: Colour, top: float) -> None:
    columns = max(8, round(canvas.width / canvas.unit * 26))
    streaks = Image.frombytes("L", (columns, 2), rng.randbytes(columns * 2))
    folds = Image.frombytes("L", (6, 2), rng.randbytes(12))
    size = (canvas.width, max(8, round(canvas.height * 0.62)))
    rays = ImageChops.multiply(
        streaks.resize(size, Image.Resampling.BICUBIC), folds.resize(size, Image.Resampling.BICUBIC)
    )
    column = Image.new("L", (1, 8))
    column.putdata([0, 30, 90, 170, 235, 255, 130, 0])
    rays = ImageChops.multiply(rays, column.resize(size, Image.Resampling.BICUBIC))
    mask = rays.point([min(230, round(level * 1.9)) for level in range(256)])
    canvas.image.paste(colour, (0, round(canvas.height * top)), mask)


def _ice(canvas: Canvas, palette: Palette, shore: int) -> None:
    depth = canvas.height - shore
    above = canvas.image.crop((0, max(0, shore - depth * 2), canvas.width, shore))
    mirrored = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((canvas.width, depth))
    canvas.image.paste(mirrored, (0, shore))
    lake = Stencil().rectangle(0, shore, canvas.width, canvas.height)
    canvas.paint(lake, [mix(palette.high, palette.low, 0.3), palette.deep, palette.deep], 0.55)
    canvas.paint(
        Stencil().rectangle(0, shore, canvas.width, shore + max(1.5, canvas.unit * 0.003)),
        palette.low,
        0.6,
    )
