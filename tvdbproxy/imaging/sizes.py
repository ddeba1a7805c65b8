"""A size: the box that a variant has to go into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fit = Literal["fit", "fill"]


@dataclass(frozen=True)
class Size:
    """A named box in pixels. ``None`` leaves a side free; without both, full dimensions.

    ``fit`` keeps the whole picture inside the box; ``fill`` crops it around its centre
    to the proportions of the box and so needs both sides. Neither enlarges.
    """

    name: str
    width: int | None = None
    height: int | None = None
    fit: Fit = "fit"

    def __post_init__(self) -> None:
        for side in (self.width, self.height):
            if side is not None and side < 1:
                raise ValueError(f"size {self.name}: a side is at least one pixel")
        if self.fit == "fill" and (self.width is None or self.height is None):
            raise ValueError(f"size {self.name}: fill needs a width and a height")
