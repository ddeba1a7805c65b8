"""Shapes that are painted together, with smooth edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

Point = tuple[float, float]
Box = tuple[int, int, int, int]

_FINE_AREA = 60_000


class Stencil:
    """Collects shapes first, so that only the rectangle which they touch is rasterised.

    Coordinates are pixels of the canvas, y downwards. Edges are smoothed by drawing
    at two (small stencils: four) times the size.
    """

    def __init__(self) -> None:
        self._shapes: list[Callable[[ImageDraw.ImageDraw, float, float, int], None]] = []
        self._left = self._top = float("inf")
        self._right = self._bottom = float("-inf")

    def polygon(self, points: Sequence[Point]) -> Stencil:
        """A closed outline."""
        for x, y in points:
            self._touch(x, y, 0)
        self._shapes.append(
            lambda pen, x, y, scale: pen.polygon(
                [((px - x) * scale, (py - y) * scale) for px, py in points], fill=255
            )
        )
        return self

    def rectangle(self, left: float, top: float, right: float, bottom: float) -> Stencil:
        """An upright rectangle."""
        return self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)])

    def disc(self, x: float, y: float, radius: float, height: float | None = None) -> Stencil:
        """A circle, or an ellipse with another vertical radius."""
        tall = radius if height is None else height
        self._touch(x, y, max(radius, tall))
        self._shapes.append(
            lambda pen, left, top, scale: pen.ellipse(
                (
                    (x - radius - left) * scale,
                    (y - tall - top) * scale,
                    (x + radius - left) * scale,
                    (y + tall - top) * scale,
                ),
                fill=255,
            )
        )
        return self

    def pie(self, x: float, y: float, radius: float, start: float, end: float) -> Stencil:
        """A slice of a disc, angles in degrees clockwise from three o'clock."""
        self._touch(x, y, radius)
        self._shapes.append(
            lambda pen, left, top, scale: pen.pieslice(
                (
                    (x - radius - left) * scale,
                    (y - radius - top) * scale,
                    (x + radius - left) * scale,
                    (y + radius - top) * scale,
                ),
                start,
                end,
                fill=255,
            )
        )
        return self

    def ring(self, x: float, y: float, radius: float, width: float) -> Stencil:
        """The outline of a circle, ``width`` thick inwards."""
        self._touch(x, y, radius)
        self._shapes.append(
            lambda pen, left, top, scale: pen.ellipse(
                (
                    (x - radius - left) * scale,
                    (y - radius - top) * scale,
                    (x + radius - left) * scale,
                    (y + radius - top) * scale,
                ),
                outline=255,
                width=max(1, round(width * scale)),
            )
        )
        return self

    def line(self, points: Sequence[Point], width: float) -> Stencil:
        """A stroke through the points."""
        for x, y in points:
            self._touch(x, y, width)
        self._shapes.append(
            lambda pen, x, y, scale: pen.line(
                [((px - x) * scale, (py - y) * scale) for px, py in points],
                fill=255,
                width=max(1, round(width * scale)),
                joint="curve",
            )
        )
        return self

    def mask(self, size: tuple[int, int]) -> tuple[Image.Image, Box] | None:
        """The mask and where it belongs on a canvas of ``size``; None if it is all outside."""
        if not self._shapes:
            return None
        box = (
            max(0, int(self._left) - 1),
            max(0, int(self._top) - 1),
            min(size[0], int(self._right) + 2),
            min(size[1], int(self._bottom) + 2),
        )
        width, height = box[2] - box[0], box[3] - box[1]
        if width <= 0 or height <= 0:
            return None
        scale = 4 if width * height < _FINE_AREA else 2
        sheet = Image.new("L", (width * scale, height * scale))
        pen = ImageDraw.Draw(sheet)
        for draw in self._shapes:
            draw(pen, box[0], box[1], scale)
        return sheet.reduce(scale), box

    def _touch(self, x: float, y: float, reach: float) -> None:
        self._left, self._top = min(self._left, x - reach), min(self._top, y - reach)
        self._right, self._bottom = max(self._right, x + reach), max(self._bottom, y + reach)
