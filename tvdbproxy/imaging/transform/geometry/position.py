"""Where a smaller rectangle lies in a larger one."""

from __future__ import annotations

from typing import TypeVar

from tvdbproxy.imaging.geometry import Box
from tvdbproxy.imaging.transform.geometry.rounding import half_even
from tvdbproxy.imaging.transform.spec import Gravity

Size = tuple[int, int]

Number = TypeVar("Number", int, float)

_FARTHEST = 1e9  # pixels, and a bound for numbers that would have none
_NEAR_X, _FAR_X = frozenset({"we", "nowe", "sowe"}), frozenset({"ea", "noea", "soea"})
_NEAR_Y, _FAR_Y = frozenset({"no", "noea", "nowe"}), frozenset({"so", "soea", "sowe"})


def placed(outer: Size, inner: Size, gravity: Gravity, dpr: float = 1.0) -> Box:
    """The inner one, wholly within the outer one.

    ``sm`` is not known here, since it needs pixels: it lies in the centre.
    """
    left, top = _corner(outer, inner, gravity, dpr)
    return Box(
        _clamped(left, 0, outer[0] - inner[0]), _clamped(top, 0, outer[1] - inner[1]), *inner
    )


def overlaid(outer: Size, inner: Size, gravity: Gravity, dpr: float = 1.0) -> Box:
    """The inner one, which may hang over the edges: a pixel of it is always inside."""
    left, top = _corner(outer, inner, gravity, dpr)
    return Box(
        _clamped(left, 1 - inner[0], outer[0] - 1),
        _clamped(top, 1 - inner[1], outer[1] - 1),
        *inner,
    )


def offset(value: float, outer: int, dpr: float) -> int:
    """Pixels from 1 on, which grow with ``dpr``; a fraction of the outer side below."""
    pixels = value * dpr if abs(value) >= 1 else outer * value
    return half_even(_clamped(pixels, -_FARTHEST, _FARTHEST))


def _corner(outer: Size, inner: Size, gravity: Gravity, dpr: float) -> tuple[int, int]:
    if gravity.type == "fp":
        return (
            half_even(outer[0] * gravity.x) - inner[0] // 2,
            half_even(outer[1] * gravity.y) - inner[1] // 2,
        )
    kind = gravity.type
    x, y = offset(gravity.x, outer[0], dpr), offset(gravity.y, outer[1], dpr)
    return (
        _along(outer[0], inner[0], x, near=kind in _NEAR_X, far=kind in _FAR_X),
        _along(outer[1], inner[1], y, near=kind in _NEAR_Y, far=kind in _FAR_Y),
    )


def _along(outer: int, inner: int, inward: int, *, near: bool, far: bool) -> int:
    if near:
        return inward
    if far:
        return outer - inner - inward
    return half_even((outer - inner + 1) / 2) + inward


def _clamped(value: Number, least: Number, most: Number) -> Number:
    return max(least, min(value, most))
