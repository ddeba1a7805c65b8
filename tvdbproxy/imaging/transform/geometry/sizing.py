"""What the scaled picture measures, and how much of it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.imaging.transform.geometry.rounding import half_away
from tvdbproxy.imaging.transform.geometry.scaling import Scaling
from tvdbproxy.imaging.transform.spec import TransformSpec

Size = tuple[int, int]


@dataclass(frozen=True)
class Sizes:
    """``scaled`` is the whole picture, ``target`` the box that was asked for, where 0 is a side
    that was left free, and ``kept`` what remains after the crop to the box."""

    scaled: Size
    target: Size
    kept: Size


def sizes_of(size: Size, scaling: Scaling, spec: TransformSpec) -> Sizes:
    """For a source of ``size``, cropped and as seen."""
    scaled = half_away(size[0] / scaling.across), half_away(size[1] / scaling.down)
    target = (
        half_away(spec.width * scaling.dpr * spec.zoom_x),
        half_away(spec.height * scaling.dpr * spec.zoom_y),
    )
    box = _filled_down(scaled, target) if _fills_down(spec) else target
    return Sizes(scaled, target, _smaller(scaled, box))


def _fills_down(spec: TransformSpec) -> bool:
    return spec.resizing_type == "fill-down" and not spec.enlarge


def _filled_down(scaled: Size, target: Size) -> Size:
    """The largest box with the target's proportions that the scaled picture can fill."""
    across, down = target[0] / scaled[0], target[1] / scaled[1]
    if across > down and across > 1:
        return scaled[0], half_away(scaled[0] * target[1] / target[0])
    if down > across and down > 1:
        return half_away(scaled[1] * target[0] / target[1]), scaled[1]
    return target


def _smaller(scaled: Size, box: Size) -> Size:
    """By side the smaller of the two, where the box leaves none free."""
    return min(scaled[0], box[0] or scaled[0]), min(scaled[1], box[1] or scaled[1])
