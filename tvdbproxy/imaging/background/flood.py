"""What can be reached from the edges: a flood fill by runs, as fast as there are few of them."""

from __future__ import annotations

import re
from array import array

from PIL import Image

_RUN = re.compile(rb"\xff+")
_MOST_RUNS = 500_000  # of a flat background there are far fewer
_OUTSIDE = 0

Runs = list[tuple[int, int, int]]
"""Where each begins and ends, and its number."""


def reached_from_edges(mask: Image.Image) -> Image.Image | None:
    """Of a mask (0 or 255), the parts that touch the edge of the picture, side by side or one
    above the other but not across a corner. None where there are too many parts to tell."""
    width, height = mask.size
    pixels = mask.tobytes()
    parents = array("l", [_OUTSIDE])
    rows: list[Runs] = []
    for top in range(0, len(pixels), width):
        row = _runs(pixels, top, width, parents)
        if len(parents) > _MOST_RUNS:
            return None
        _join(row, rows[-1] if rows else [], parents)
        rows.append(row)
    for row in (rows[0], rows[-1]):
        for _, _, number in row:
            _unite(parents, number, _OUTSIDE)
    return _drawn(rows, parents, (width, height))


def _runs(pixels: bytes, top: int, width: int, parents: array[int]) -> Runs:
    """The runs of one row; those at the left or right end are outside."""
    runs = []
    for found in _RUN.finditer(pixels, top, top + width):
        start, end = found.start() - top, found.end() - top
        number = len(parents)
        parents.append(number)
        if start == 0 or end == width:
            _unite(parents, number, _OUTSIDE)
        runs.append((start, end, number))
    return runs


def _join(row: Runs, above: Runs, parents: array[int]) -> None:
    """Unite runs that lie above each other."""
    at = 0
    for start, end, number in row:
        while at < len(above) and above[at][1] <= start:
            at += 1
        over = at
        while over < len(above) and above[over][0] < end:
            _unite(parents, number, above[over][2])
            over += 1


def _root(parents: array[int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number


def _unite(parents: array[int], one: int, other: int) -> None:
    one, other = _root(parents, one), _root(parents, other)
    parents[max(one, other)] = min(one, other)


def _drawn(rows: list[Runs], parents: array[int], size: tuple[int, int]) -> Image.Image:
    width, height = size
    drawn = bytearray(width * height)
    for row, runs in enumerate(rows):
        for start, end, number in runs:
            if _root(parents, number) == _OUTSIDE:
                drawn[row * width + start : row * width + end] = b"\xff" * (end - start)
    return Image.frombytes("L", size, bytes(drawn))
