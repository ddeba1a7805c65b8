"""How a picture is turned: what its EXIF says, then ``rotate``, then ``flip``, as one turn.

A turn is an EXIF orientation, 1 to 8: those are all the ways there are. Each is a matrix over
coordinates from the centre, x to the right and y down.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tvdbproxy.imaging.geometry import Box
from tvdbproxy.imaging.transform.spec import TransformSpec

Matrix = tuple[int, int, int, int]

_MATRICES: Mapping[int, Matrix] = MappingProxyType(
    {
        1: (1, 0, 0, 1),
        2: (-1, 0, 0, 1),
        3: (-1, 0, 0, -1),
        4: (1, 0, 0, -1),
        5: (0, 1, 1, 0),
        6: (0, -1, 1, 0),
        7: (0, -1, -1, 0),
        8: (0, 1, -1, 0),
    }
)
_NUMBERS = {matrix: number for number, matrix in _MATRICES.items()}
_CLOCKWISE = {0: 1, 90: 6, 180: 3, 270: 8}
_FLIP_HORIZONTAL, _FLIP_VERTICAL = 2, 4


def turn_of(spec: TransformSpec, orientation: int = 1) -> int:
    """The whole turn of a picture with this EXIF orientation."""
    turns = [orientation if spec.auto_rotate else 1, _CLOCKWISE[spec.rotate % 360]]
    if spec.flip_horizontal:
        turns.append(_FLIP_HORIZONTAL)
    if spec.flip_vertical:
        turns.append(_FLIP_VERTICAL)
    whole = _MATRICES[1]
    for turn in turns:
        whole = _product(_MATRICES[turn], whole)
    return _NUMBERS[whole]


def swaps_sides(turn: int) -> bool:
    """Whether width and height change places."""
    return _MATRICES[turn][0] == 0


def turned_size(size: tuple[int, int], turn: int) -> tuple[int, int]:
    """A size after the turn, or before it: it is the same exchange."""
    return (size[1], size[0]) if swaps_sides(turn) else size


def before_turn(box: Box, size: tuple[int, int], turn: int) -> Box:
    """Where a part of the turned picture lies in the picture of ``size`` before the turn."""
    across, down = turned_size(size, turn)
    a, b, c, d = _MATRICES[turn]
    # From the centre, in halves of a pixel. A turn's inverse is its matrix, transposed.
    x, y = 2 * box.left + box.width - across, 2 * box.top + box.height - down
    middle_x, middle_y = a * x + c * y + size[0], b * x + d * y + size[1]
    width, height = turned_size((box.width, box.height), turn)
    return Box((middle_x - width) // 2, (middle_y - height) // 2, width, height)


def _product(second: Matrix, first: Matrix) -> Matrix:
    a, b, c, d = second
    e, f, g, h = first
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h
