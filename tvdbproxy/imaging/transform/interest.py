"""Where a picture is most interesting: the crop of gravity ``sm``.

On a copy of 64 pixels every pixel has a score: how it stands out from what is around it, how
much it is like skin, how saturated it is, and most of all whether it is part of a face, where
``faces`` can tell. Of all places for the crop the one with the highest sum wins, of equal ones
the one nearest to the centre. The same pixels give the same place.
"""

from __future__ import annotations

from itertools import accumulate

from PIL import Image, ImageChops, ImageFilter

from tvdbproxy.imaging.faces import find_faces
from tvdbproxy.imaging.flatten import flatten
from tvdbproxy.imaging.geometry import Box

_SIDE = 64
_SURROUNDINGS = 3  # pixels of the copy: what stands out from these is detail
_DETAIL, _SKIN, _COLOUR = 6, 2, 1
_FACE = 30 * 255  # more than three times as much as all of these together can be
_DARK = 30  # of 255: neither colours nor skin are seen below

# What skin of every tone has in common lies in these channels of YCbCr, not in its lightness.
_SKIN_BLUE, _SKIN_RED = (77, 127), (133, 173)

Sums = list[list[int]]


def most_interesting(image: Image.Image, size: tuple[int, int]) -> Box:
    """The part of ``size`` to keep; ``size`` must fit into the picture."""
    sums = _summed(_with_faces(_scores(_copy(image)), image))
    rows, columns = len(sums) - 1, len(sums[0]) - 1
    width = max(1, min(columns, round(size[0] * columns / image.width)))
    height = max(1, min(rows, round(size[1] * rows / image.height)))
    left, top = _best(sums, width, height)
    return Box(
        _back(left, columns - width, image.width - size[0]),
        _back(top, rows - height, image.height - size[1]),
        *size,
    )


def _copy(image: Image.Image) -> Image.Image:
    most = max(image.size)
    size = tuple(max(1, round(side * _SIDE / most)) for side in image.size)
    return image.resize((size[0], size[1]), Image.Resampling.BOX, reducing_gap=2)


def _scores(copy: Image.Image) -> list[list[int]]:
    """By rows. What does not show has no score."""
    colours = flatten(copy)
    grey, blue, red = colours.convert("YCbCr").split()
    lit = grey.point([255 if level > _DARK else 0 for level in range(256)])
    detail = ImageChops.difference(grey, grey.filter(ImageFilter.GaussianBlur(_SURROUNDINGS)))
    skin = ImageChops.darker(_within(blue, *_SKIN_BLUE), _within(red, *_SKIN_RED))
    saturation = colours.convert("HSV").getchannel("S")
    seen = copy.getchannel("A") if copy.mode == "RGBA" else Image.new("L", copy.size, 255)
    layers = [
        ImageChops.darker(layer, seen).tobytes()
        for layer in (detail, ImageChops.darker(skin, lit), ImageChops.darker(saturation, lit))
    ]
    flat = [_DETAIL * a + _SKIN * b + _COLOUR * c for a, b, c in zip(*layers, strict=True)]
    return [flat[at : at + copy.width] for at in range(0, len(flat), copy.width)]


def _with_faces(scores: list[list[int]], image: Image.Image) -> list[list[int]]:
    rows, columns = len(scores), len(scores[0])
    across, down = columns / image.width, rows / image.height
    for face in find_faces(image):
        left, right = int(face.left * across), int((face.left + face.width) * across) + 1
        for row in range(int(face.top * down), min(rows, int((face.top + face.height) * down) + 1)):
            for column in range(left, min(columns, right)):
                scores[row][column] += _FACE
    return scores


def _within(channel: Image.Image, lowest: int, highest: int) -> Image.Image:
    """255 in the middle of the range, falling to 0 at its ends."""
    middle, half = (lowest + highest) / 2, (highest - lowest) / 2
    return channel.point(
        [max(0, round(255 * (1 - abs(level - middle) / half))) for level in range(256)]
    )


def _summed(scores: list[list[int]]) -> Sums:
    """The sum of everything above and left of each corner."""
    sums = [[0] * (len(scores[0]) + 1)]
    for row in scores:
        along = accumulate(row, initial=0)
        sums.append([above + here for above, here in zip(sums[-1], along, strict=True)])
    return sums


def _best(sums: Sums, width: int, height: int) -> tuple[int, int]:
    rows, columns = len(sums) - 1 - height, len(sums[0]) - 1 - width
    places = ((left, top) for top in range(rows + 1) for left in range(columns + 1))

    def worth(place: tuple[int, int]) -> tuple[int, int]:
        left, top = place
        lower, upper = sums[top + height], sums[top]
        total = lower[left + width] - lower[left] - upper[left + width] + upper[left]
        return total, -((2 * left - columns) ** 2 + (2 * top - rows) ** 2)

    return max(places, key=worth)


def _back(place: int, slack: int, wanted: int) -> int:
    """A place on the copy in pixels of the picture: its ends are the picture's ends."""
    return round(place * wanted / slack) if slack else wanted // 2
