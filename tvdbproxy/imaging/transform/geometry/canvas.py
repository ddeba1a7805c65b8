"""The canvas around the picture: ``extend``, ``extend_aspect_ratio`` and ``padding``."""

from __future__ import annotations

from tvdbproxy.imaging.transform.geometry.rounding import half_away, half_even
from tvdbproxy.imaging.transform.spec import Padding, TransformSpec

Size = tuple[int, int]


def extended(size: Size, target: Size, spec: TransformSpec) -> Size:
    """A picture of ``size`` on a canvas as large as the target box at least."""
    if not spec.extend.enabled:
        return size
    return max(size[0], target[0]), max(size[1], target[1])


def extended_to_ratio(size: Size, kept: Size, target: Size, spec: TransformSpec) -> Size:
    """A canvas of the box's proportions, where both its sides were given.

    The proportions are found from what was ``kept`` of the picture, before any canvas.
    """
    if not (spec.extend_aspect_ratio.enabled and spec.width and spec.height and all(target)):
        return size
    across, down = target[0] / kept[0], target[1] / kept[1]
    if down > across:
        return size[0], max(size[1], half_away(kept[0] * target[1] / target[0]))
    if across > down:
        return max(size[0], half_away(kept[1] * target[0] / target[1])), size[1]
    return size


def padding_of(padding: Padding, dpr: float) -> Padding:
    """In pixels of the result."""
    return Padding(
        half_even(padding.top * dpr),
        half_even(padding.right * dpr),
        half_even(padding.bottom * dpr),
        half_even(padding.left * dpr),
    )


def padded(size: Size, padding: Padding) -> Size:
    """The picture with its padding."""
    return size[0] + padding.left + padding.right, size[1] + padding.top + padding.bottom
