"""Where to keep, where to lie: a type and its offsets, as several options take them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from tvdbproxy.imaging.transform.spec import Gravity, GravityType
from tvdbproxy.urls.imgproxy import values
from tvdbproxy.urls.imgproxy.options.setting import argument
from tvdbproxy.urls.imgproxy.refusals import invalid

PLACES = ("no", "so", "ea", "we", "noea", "nowe", "soea", "sowe", "ce")
"""Edges, corners and the centre: they do not depend on what is in the picture."""

_TYPES = (*PLACES, "sm", "fp")


def read_gravity(
    option: str, arguments: Sequence[str], earlier: Gravity, *, only_places: bool = False
) -> Gravity:
    """``type[:x[:y]]``. Offsets that are left out stay as they were ``earlier``.

    The focus point needs both, from 0 to 1; what matters (``sm``) has none.
    """
    read = values.one_of(PLACES if only_places else _TYPES)
    kind = cast(GravityType, read(option, arguments[0]))
    if kind == "sm":
        if len(arguments) > 1:
            raise invalid(f"{option} takes no offsets with sm.")
        return Gravity(kind)
    if kind == "fp":
        if len(arguments) != 3:
            raise invalid(f"{option} takes two numbers with fp, as in fp:0.5:0.5.")
        return Gravity(kind, *(values.share(option, text) for text in arguments[1:]))
    x, y = argument(arguments, 1), argument(arguments, 2)
    return Gravity(
        kind,
        values.number(option, x) if x else earlier.x,
        values.number(option, y) if y else earlier.y,
    )
