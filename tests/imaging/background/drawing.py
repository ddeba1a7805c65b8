"""Logos for the tests, with the soft edges that drawing programs give them."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageDraw

from tests.imaging.drawing import encoded
from tvdbproxy.imaging.background.cut_out import CutOut, CutOutOrder
from tvdbproxy.imaging.background.remove import cut_out
from tvdbproxy.imaging.limits import Limits

Colour = tuple[int, int, int]

WHITE, BLACK, GREEN = (255, 255, 255), (0, 0, 0), (0, 177, 64)
RED, NAVY = (214, 40, 57), (20, 33, 61)
_SCALE = 8


def shape(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """RGBA: a red ring, in whose hole is ground that must stay, and navy bars, one of them thin."""
    image = Image.new("RGBA", [side * _SCALE for side in size])
    draw = ImageDraw.Draw(image)

    def at(*values: float) -> list[float]:
        return [value * size[0] / 400 * _SCALE for value in values]

    draw.ellipse(at(50, 60, 210, 220), fill=RED)
    draw.rectangle(at(240, 90, 350, 130), fill=NAVY)
    draw.line(at(240, 160, 350, 200), fill=NAVY, width=round(at(4)[0]))
    draw.polygon(at(60, 240, 340, 250, 200, 280), fill=NAVY)
    return image.reduce(_SCALE)


def hole(size: tuple[int, int] = (400, 300)) -> tuple[int, int]:
    """The middle of the ring's hole."""
    return round(130 * size[0] / 400), round(140 * size[0] / 400)


def on(ground: Colour, size: tuple[int, int] = (400, 300)) -> Image.Image:
    """The shape on a colour, with the same colour inside the ring."""
    image = Image.new("RGB", size, ground)
    logo = shape(size)
    image.paste(logo, mask=logo.getchannel("A"))
    scale = size[0] / 400
    inside = Image.new("L", [side * _SCALE for side in size])
    ImageDraw.Draw(inside).ellipse(
        [value * scale * _SCALE for value in (95, 105, 165, 175)], fill=255
    )
    image.paste(ground, mask=inside.reduce(_SCALE))
    return image


def cut(source: Image.Image | bytes, model_path: str | None = None) -> CutOut:
    """The cut-out of a picture, which goes in as a PNG, or of a file."""
    data = source if isinstance(source, bytes) else encoded(source, "PNG")
    return cut_out(data, CutOutOrder(Limits(), model_path))


def laid_on(image: Image.Image, ground: Colour) -> Image.Image:
    """An RGBA picture on a colour."""
    flat = Image.new("RGB", image.size, ground)
    flat.paste(image, mask=image.getchannel("A"))
    return flat


def most_apart(one: Image.Image, other: Image.Image) -> int:
    """The largest difference of any channel of any pixel."""
    extrema = ImageChops.difference(one, other).getextrema()
    return max(highest for _, highest in extrema)  # type: ignore[misc] # several channels


def apart(one: Image.Image, other: Image.Image) -> float:
    """The mean difference."""
    histogram = ImageChops.difference(one, other).convert("L").histogram()
    return sum(level * count for level, count in enumerate(histogram)) / sum(histogram)
