"""Type, set with the one face that Pillow brings along, in every weight that a stroke can give."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from tvdbproxy.embedded.sample.pictures.colour import Colour

_FINE = 2
_SMALL = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
_CAPITALS = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE"})


@dataclass(frozen=True)
class Face:
    """How a line is set: ``size`` in pixels, ``tracking`` and ``weight`` in shares of the size."""

    size: float
    tracking: float = 0.0
    weight: float = 0.0


def line_width(text: str, face: Face) -> float:
    """How wide a line will be, in pixels."""
    return _advance(text, face) / _FINE


def fitting(text: str, face: Face, width: float) -> Face:
    """The same face, made small enough for the line to fit into ``width``."""
    wide = line_width(text, face)
    if wide <= width:
        return face
    return Face(face.size * width / wide, face.tracking, face.weight)


def filling(text: str, face: Face, width: float, tallest: float) -> Face:
    """The same face in the size at which the line is just ``width`` wide, or ``tallest``."""
    wide = line_width(text, face)
    return Face(min(tallest, face.size * width / wide), face.tracking, face.weight)


def cap_height(face: Face) -> float:
    """The height of capitals, in pixels."""
    return face.size * 0.715


def set_line(
    image: Image.Image,
    text: str,
    face: Face,
    place: tuple[float, float],
    ink: Colour,
    opacity: float = 1,
) -> None:
    """Set one line; ``place`` is its left end on the baseline. Works on RGB and RGBA."""
    mask, left, top = _stamp(text, face)
    if opacity < 1:
        mask = mask.point([round(level * opacity) for level in range(256)])
    paint = (*ink, 255) if image.mode == "RGBA" else ink
    image.paste(paint, (round(place[0]) - left, round(place[1]) - top), mask)


@lru_cache(maxsize=256)
def _stamp(text: str, face: Face) -> tuple[Image.Image, int, int]:
    """The line as a mask, and where in it the left end of the baseline lies."""
    font = _font(round(face.size * _FINE))
    stroke = face.weight * face.size * _FINE
    border = round(face.size * 0.2) * _FINE + round(stroke)
    height = round(face.size * 1.5) * _FINE + border
    baseline = round(face.size * 1.1) * _FINE
    sheet = Image.new("L", (round(_advance(text, face)) + 2 * border, height))
    pen = ImageDraw.Draw(sheet)
    x = float(border)
    for letter, following in _pairs(text):
        pen.text((x, baseline), letter, fill=255, font=font, anchor="ls", stroke_width=stroke)
        x += _step(letter, following, face)
    return sheet.reduce(_FINE), border // _FINE, baseline // _FINE


def _advance(text: str, face: Face) -> float:
    total = sum(_step(one, two, face) for one, two in _pairs(text))
    return total - face.tracking * face.size * _FINE


def _pairs(text: str) -> list[tuple[str, str]]:
    """Every letter with the one after it; the last one with nothing.

    The face has no umlauts, so German is spelt as on a typewriter without them.
    """
    text = text.translate(_CAPITALS if text.isupper() else _SMALL)
    return [(letter, text[index + 1 : index + 2]) for index, letter in enumerate(text)]


def _step(letter: str, following: str, face: Face) -> float:
    font = _font(round(face.size * _FINE))
    pair = font.getlength(letter + following) - font.getlength(following) if following else 0.0
    return (pair or font.getlength(letter)) + (face.tracking + face.weight) * face.size * _FINE


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=max(4, size))
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("this Pillow was built without FreeType; install the wheel from PyPI")
    return font
