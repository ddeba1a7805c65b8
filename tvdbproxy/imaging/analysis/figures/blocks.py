"""A picture of grey values in square blocks: what is the most, the least, the mean of each.

``side`` is a power of two. What does not fill a block at the right and at the bottom is left out.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageChops

Choice = Callable[[Image.Image, Image.Image], Image.Image]


def highest(image: Image.Image, side: int) -> Image.Image:
    """The highest level of each block, as one pixel."""
    return _halved(image, side, ImageChops.lighter)


def lowest(image: Image.Image, side: int) -> Image.Image:
    """The lowest level of each block, as one pixel."""
    return _halved(image, side, ImageChops.darker)


def means(image: Image.Image, side: int) -> Image.Image:
    """The mean level of each block, as one pixel."""
    return _whole(image, side).reduce(side)


def _halved(image: Image.Image, side: int, choose: Choice) -> Image.Image:
    image = _whole(image, side)
    while side > 1:
        image = choose(*_every_second(image, across=True))
        image = choose(*_every_second(image, across=False))
        side //= 2
    return image


def _whole(image: Image.Image, side: int) -> Image.Image:
    return image.crop((0, 0, image.width // side * side, image.height // side * side))


def _every_second(image: Image.Image, *, across: bool) -> tuple[Image.Image, Image.Image]:
    """Columns, or rows, of even and of odd numbers."""
    width, height = image.size
    size = (width // 2, height) if across else (width, height // 2)
    step = (2, 1) if across else (1, 2)

    def picked(first: int) -> Image.Image:
        left, top = (first - 1, 0) if across else (0, first - 1)
        return image.transform(size, Image.Transform.AFFINE, (step[0], 0, left, 0, step[1], top))

    return picked(0), picked(1)
