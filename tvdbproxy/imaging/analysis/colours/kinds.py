"""The kinds of colour in a picture: what looks the same is one kind."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import dist

from PIL import Image

from tvdbproxy.imaging.analysis.colours.oklab import Lab, Rgb, chroma, hexadecimal, to_oklab

_SIDE = 64  # pixels of a side that are looked at; each as it is, for a mean is of no colour
_VISIBLE = 128
_SHADES = 4  # bits dropped of each channel before colours are compared
ALIKE = 0.11  # in Oklab

Counted = list[tuple[int, Rgb]]


@dataclass
class Kind:
    """The commonest colour of its kind, and how many pixels are of the kind."""

    colour: Rgb
    lab: Lab
    pixels: int

    @property
    def hexadecimal(self) -> str:
        """``#RRGGBB``."""
        return hexadecimal(self.colour)

    @property
    def chroma(self) -> float:
        """How far from grey."""
        return chroma(self.lab)

    def is_like(self, other: Lab) -> bool:
        """Whether the other looks much the same."""
        return dist(self.lab, other) < ALIKE


def find_kinds(image: Image.Image) -> list[Kind]:
    """All kinds of colour that show in an RGB or RGBA picture, the commonest first.

    A shade joins the first kind, in order of how common the shades are, that it is like.
    """
    kinds: list[Kind] = []
    for shade in _shades(_visible(image)):
        for kind in kinds:
            if kind.is_like(shade.lab):
                kind.pixels += shade.pixels
                break
        else:
            kinds.append(shade)
    return sorted(kinds, key=lambda kind: -kind.pixels)


def _visible(image: Image.Image) -> Counted:
    """Every exact colour, and of how many pixels."""
    size = (min(_SIDE, image.width), min(_SIDE, image.height))
    small = image.resize(size, Image.Resampling.NEAREST)
    if small.mode == "RGB":
        return small.getcolors(_SIDE * _SIDE)  # type: ignore[return-value] # RGB has triples
    found: defaultdict[Rgb, int] = defaultdict(int)
    for count, (red, green, blue, alpha) in small.getcolors(_SIDE * _SIDE):  # type: ignore
        if alpha >= _VISIBLE:
            found[red, green, blue] += count
    return [(count, colour) for colour, count in found.items()]


def _shades(counted: Counted) -> list[Kind]:
    """Colours that differ in their lowest bits alone, as the commonest of them; commonest first."""
    groups: defaultdict[Rgb, Counted] = defaultdict(list)
    for count, colour in counted:
        red, green, blue = colour
        groups[red >> _SHADES, green >> _SHADES, blue >> _SHADES].append((count, colour))
    shades = []
    for group in groups.values():
        _, colour = max(group)
        shades.append(Kind(colour, to_oklab(colour), sum(count for count, _ in group)))
    return sorted(shades, key=lambda shade: (-shade.pixels, shade.colour))
