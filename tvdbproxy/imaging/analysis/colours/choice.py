"""Which of a picture's colours to tell."""

from __future__ import annotations

from collections.abc import Sequence
from math import dist, sqrt

from tvdbproxy.imaging.analysis.analysis import Swatch
from tvdbproxy.imaging.analysis.colours.kinds import Kind
from tvdbproxy.imaging.analysis.colours.oklab import Lab, Rgb, to_oklab

_MOST_DOMINANT, _MOST_IN_PALETTE, _MOST_OF_BRAND = 6, 8, 5
_DOMINANT, _IN_PALETTE, _OF_BRAND = 0.02, 0.003, 0.01  # least shares
_GREYISH = 0.02  # added to chroma, so that a palette has greys as well
_SATURATED = 0.06
_ON_THE_LINE = 0.05  # from the straight line between two colours: a blend of them
_RARE = 0.15  # of the other's pixels; a designer's tint has more


def dominant(kinds: Sequence[Kind]) -> tuple[Swatch, ...]:
    """The commonest colours, each of at least 2 % of what shows; the first in any case."""
    total = sum(kind.pixels for kind in kinds)
    return tuple(
        Swatch(kind.hexadecimal, round(kind.pixels / total, 4))
        for number, kind in enumerate(kinds[:_MOST_DOMINANT])
        if number == 0 or kind.pixels >= _DOMINANT * total
    )


def palette(kinds: Sequence[Kind]) -> tuple[str, ...]:
    """The commonest colour, then what is common or stands out: a small red on grey does."""
    total = sum(kind.pixels for kind in kinds)
    standing = [kind for kind in kinds[1:] if kind.pixels >= _IN_PALETTE * total]
    standing.sort(key=lambda kind: -sqrt(kind.pixels) * (kind.chroma + _GREYISH))
    return tuple(kind.hexadecimal for kind in (*kinds[:1], *standing[: _MOST_IN_PALETTE - 1]))


def brand(kinds: Sequence[Kind], ground: Rgb | None) -> tuple[str, ...]:
    """Saturated colours that are neither the background nor a soft edge's blend with it."""
    behind = None if ground is None else to_oklab(ground)
    front = [kind for kind in kinds if behind is None or not kind.is_like(behind)]
    least = _OF_BRAND * sum(kind.pixels for kind in front)
    chosen = [
        kind
        for kind in front
        if kind.pixels >= least and kind.chroma >= _SATURATED and not _is_edge(kind, front, behind)
    ]
    return tuple(kind.hexadecimal for kind in chosen[:_MOST_OF_BRAND])


def _is_edge(kind: Kind, front: Sequence[Kind], behind: Lab | None) -> bool:
    """Whether a rare colour lies between the background and a far commoner one."""
    return behind is not None and any(
        kind.pixels < _RARE * other.pixels and _is_blend(kind.lab, other.lab, behind)
        for other in front
    )


def _is_blend(lab: Lab, front: Lab, behind: Lab) -> bool:
    across = [f - b for f, b in zip(front, behind, strict=True)]
    along = sum((x - b) * step for x, b, step in zip(lab, behind, across, strict=True))
    along /= sum(step * step for step in across)
    between = [b + along * step for b, step in zip(behind, across, strict=True)]
    return 0 < along < 1 and dist(lab, between) < _ON_THE_LINE
