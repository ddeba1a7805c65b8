"""Where a picture goes in a box: integers in, integers out, and never enlarged."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.imaging.sizes import Size


@dataclass(frozen=True)
class Box:
    """A part of a picture, in its own pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Placement:
    """What becomes of a picture: this part of it, scaled to this many pixels."""

    crop: Box
    width: int
    height: int

    @property
    def pixels(self) -> int:
        """How many pixels come out."""
        return self.width * self.height


def place(size: Size, width: int, height: int) -> Placement:
    """Put a picture of ``width`` x ``height`` into a size; no side comes out below 1."""
    if size.fit == "fill" and size.width is not None and size.height is not None:
        return _fill(size.width, size.height, width, height)
    fitted = _fit(size.width, size.height, width, height)
    return Placement(Box(0, 0, width, height), *fitted)


def whole_needed(placement: Placement, width: int, height: int) -> tuple[int, int]:
    """How large the whole picture must be for its crop to reach the placement's size."""
    return (
        -(-placement.width * width // placement.crop.width),
        -(-placement.height * height // placement.crop.height),
    )


def centre_crop(width: int, height: int, across: int, down: int) -> Box:
    """The largest part, around the centre, with the proportions ``across : down``."""
    if width * down > height * across:
        cropped = (_scaled(height, across, down), height)
    else:
        cropped = (width, _scaled(width, down, across))
    return Box((width - cropped[0]) // 2, (height - cropped[1]) // 2, *cropped)


def _fit(across: int | None, down: int | None, width: int, height: int) -> tuple[int, int]:
    across = width if across is None else min(across, width)
    down = height if down is None else min(down, height)
    if width * down > height * across:
        return across, _scaled(height, across, width)
    return _scaled(width, down, height), down


def _fill(across: int, down: int, width: int, height: int) -> Placement:
    crop = centre_crop(width, height, across, down)
    if crop.width < across or crop.height < down:
        return Placement(crop, crop.width, crop.height)
    return Placement(crop, across, down)


def _scaled(length: int, numerator: int, denominator: int) -> int:
    """``length * numerator / denominator``, to the nearest pixel, at least one."""
    return max(1, (2 * length * numerator + denominator) // (2 * denominator))
