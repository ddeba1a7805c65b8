"""What scenes paint on: washes, stencils, glows, shadows and a last touch of grain."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageFilter

from tvdbproxy.embedded.sample.pictures.colour import Colour, along
from tvdbproxy.embedded.sample.pictures.stencil import Box, Stencil

Paint = Colour | list[Colour]

_STOPS = 24
_GRAIN_TILE = 512


class Canvas:
    """An RGB picture under way. ``unit`` is its short side: the measure of all motifs."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.unit = float(min(width, height))
        self.image = Image.new("RGB", (width, height))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height

    def wash(self, colours: Sequence[Colour]) -> None:
        """Cover everything with a gradient from top to bottom."""
        self.image.paste(gradient(self.size, colours))

    def paint(self, stencil: Stencil, paint: Paint, opacity: float = 1.0) -> None:
        """Fill a stencil with one colour, or with a gradient over its height."""
        cut = stencil.mask(self.size)
        if cut is None:
            return
        mask, box = cut
        if opacity < 1:
            mask = mask.point(_faded(round(opacity * 255)))
        self.image.paste(_filling(paint, box), box, mask)

    def shade(self, stencil: Stencil, colour: Colour, blur: float, opacity: float) -> None:
        """A soft shadow (or light) in the form of a stencil."""
        cut = stencil.mask(self.size)
        if cut is None:
            return
        mask, box = cut
        reach = round(blur * 2)
        left, top = max(0, box[0] - reach), max(0, box[1] - reach)
        right, bottom = min(self.width, box[2] + reach), min(self.height, box[3] + reach)
        small = Image.new("L", ((right - left) // 4 + 1, (bottom - top) // 4 + 1))
        quarter = mask.resize((max(1, mask.width // 4), max(1, mask.height // 4)))
        small.paste(quarter, ((box[0] - left) // 4, (box[1] - top) // 4))
        small = small.filter(ImageFilter.BoxBlur(blur / 6)).point(_faded(round(opacity * 255)))
        soft = small.resize((right - left, bottom - top), Image.Resampling.BILINEAR)
        self.image.paste(colour, (left, top), soft)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Light that fades out from a point."""
        side = max(2, round(radius * 2))
        light = _falloff().resize((side, side), Image.Resampling.BILINEAR)
        mask = light.point(_faded(round(strength * 255)))
        self.image.paste(colour, (round(x - radius), round(y - radius)), mask)

    def veil(self, colour: Colour, strengths: Sequence[float]) -> None:
        """A colour laid over all, as strong as ``strengths`` says from top to bottom."""
        column = Image.new("L", (1, len(strengths)))
        column.putdata([round(strength * 255) for strength in strengths])
        mask = column.resize(
            self.size, Image.Resampling.BICUBIC, box=(0, 0.5, 1, len(strengths) - 0.5)
        )
        self.image.paste(colour, (0, 0), mask)

    def cloud(
        self, rng: random.Random, colour: Colour, cells: tuple[int, int], high: float
    ) -> None:
        """Drifting vapour: smooth noise of so many cells, at most ``high`` opaque."""
        mask = noise(rng, self.size, cells)
        curve = [
            round(max(0.0, (level / 255 - 0.42) / 0.58) ** 1.5 * high * 255) for level in range(256)
        ]
        self.image.paste(colour, (0, 0), mask.point(curve))

    def grain(self, rng: random.Random, amount: int = 12) -> None:
        """The tooth of printed paper."""
        sheet = Image.new("L", self.size)
        tile = _grain(amount)
        left, top = -rng.randrange(_GRAIN_TILE), -rng.randrange(_GRAIN_TILE)
        for x in range(left, self.width, _GRAIN_TILE):
            for y in range(top, self.height, _GRAIN_TILE):
                sheet.paste(tile, (x, y))
        self.image = ImageChops.soft_light(self.image, Image.merge("RGB", (sheet, sheet, sheet)))


def gradient(size: tuple[int, int], colours: Sequence[Colour]) -> Image.Image:
    """Colours from top to bottom, evenly spaced."""
    if len(colours) == 1:
        return Image.new("RGB", size, colours[0])
    column = Image.new("RGB", (1, _STOPS))
    column.putdata([along(colours, step / (_STOPS - 1)) for step in range(_STOPS)])
    return column.resize(size, Image.Resampling.BILINEAR, box=(0, 0.5, 1, _STOPS - 0.5))


def noise(
    rng: random.Random, size: tuple[int, int], cells: tuple[int, int], detail: float = 0.28
) -> Image.Image:
    """Smooth noise in grey, stretched over ``size``; ``detail`` is the share of a finer octave."""
    coarse = Image.frombytes("L", cells, rng.randbytes(cells[0] * cells[1]))
    fine_cells = (cells[0] * 3, cells[1] * 3)
    fine = Image.frombytes("L", fine_cells, rng.randbytes(fine_cells[0] * fine_cells[1]))
    middle = (max(2, size[0] // 4), max(2, size[1] // 4))
    blended = Image.blend(
        coarse.resize(middle, Image.Resampling.BICUBIC),
        fine.resize(middle, Image.Resampling.BICUBIC),
        detail,
    )
    return blended.resize(size, Image.Resampling.BILINEAR)


@lru_cache(maxsize=1)
def distance() -> Image.Image:
    """A square in grey: 0 in the middle, 255 on the circle that touches its edges and beyond."""
    # Pillow's own gradient reaches 255 only in the corners.
    return Image.radial_gradient("L").point([min(255, round(level * 1.45)) for level in range(256)])


def _filling(paint: Paint, box: Box) -> Image.Image | Colour:
    if isinstance(paint, list):
        return gradient((box[2] - box[0], box[3] - box[1]), paint)
    return paint


@lru_cache(maxsize=256)
def _faded(top: int) -> tuple[int, ...]:
    return tuple(level * top // 255 for level in range(256))


@lru_cache(maxsize=1)
def _falloff() -> Image.Image:
    return distance().point([round((1 - level / 255) ** 2.2 * 255) for level in range(256)])


@lru_cache(maxsize=8)
def _grain(amount: int) -> Image.Image:
    raw = random.Random("grain").randbytes(_GRAIN_TILE * _GRAIN_TILE)  # noqa: S311
    tile = Image.frombytes("L", (_GRAIN_TILE, _GRAIN_TILE), raw).filter(ImageFilter.BoxBlur(0.6))
    return tile.point([round(128 + (level - 128) / 128 * amount * 2) for level in range(256)])
