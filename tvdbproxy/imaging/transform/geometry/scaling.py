"""By how much a picture shrinks, across and down, and what becomes of ``dpr`` on the way."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.imaging.transform.spec import ResizingType, TransformSpec


@dataclass(frozen=True)
class Scaling:
    """Shrinks are what sides are divided by; below 1 they enlarge. ``dpr`` is what is left of
    the one that was asked for: small sources reduce it, and with it padding and offsets."""

    across: float
    down: float
    dpr: float


def scaling_of(size: tuple[int, int], spec: TransformSpec) -> Scaling:
    """For a source of ``size``, cropped and as seen. No side comes out below one pixel."""
    across, down = _by_type(size, spec)
    across, down = across / spec.zoom_x, down / spec.zoom_y
    dpr = spec.dpr
    if not spec.enlarge:
        across, down, dpr = _without_enlarging(across, down, dpr, spec.extend.enabled)
    across, down = _at_least(size, across, down, spec)
    return Scaling(min(across / dpr, size[0]), min(down / dpr, size[1]), dpr)


def scaled_by(scaling: Scaling, size: tuple[int, int], factor: float) -> Scaling:
    """All of it once more by ``factor``; again no side below one pixel."""
    return Scaling(
        min(scaling.across / factor, size[0]),
        min(scaling.down / factor, size[1]),
        scaling.dpr * factor,
    )


def _by_type(size: tuple[int, int], spec: TransformSpec) -> tuple[float, float]:
    if spec.resizing_type == "crop":
        return 1.0, 1.0
    box = (spec.width or size[0], spec.height or size[1])
    across, down = size[0] / box[0], size[1] / box[1]
    kind = _resolved(spec.resizing_type, size, box)
    if kind == "force":
        return across, down
    if not spec.width:
        return down, down
    if not spec.height:
        return across, across
    both = max(across, down) if kind == "fit" else min(across, down)
    return both, both


def _resolved(kind: ResizingType, size: tuple[int, int], box: tuple[int, int]) -> ResizingType:
    """``auto`` fills a box of the source's own orientation; a square counts as landscape."""
    if kind != "auto":
        return kind
    return "fill" if (size[0] >= size[1]) == (box[0] >= box[1]) else "fit"


def _without_enlarging(
    across: float, down: float, dpr: float, extends: bool
) -> tuple[float, float, float]:
    """Both sides together, so that the proportions stay those that were asked for."""
    least = min(across, down)
    if least < 1:
        across, down = across / least, down / least
        if not extends:
            dpr /= least
    return across, down, min(dpr, across, down)


def _at_least(
    size: tuple[int, int], across: float, down: float, spec: TransformSpec
) -> tuple[float, float]:
    """``min_width`` and ``min_height`` may enlarge whatever else was said."""
    if spec.min_width and (most := size[0] / spec.min_width) < across:
        across, down = most, down / (across / most)
    if spec.min_height and (most := size[1] / spec.min_height) < down:
        across, down = across / (down / most), most
    return across, down
