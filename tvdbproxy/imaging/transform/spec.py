"""What a transform may be asked for, and what it gives back: plain values that cross processes.

Names and meanings are imgproxy's; sizes are in pixels unless something else is said. Every
default leaves the picture as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ResizingType = Literal["fit", "fill", "fill-down", "force", "auto", "crop"]
GravityType = Literal["no", "so", "ea", "we", "noea", "nowe", "soea", "sowe", "ce", "sm", "fp"]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Gravity:
    """Where to keep: an edge, a corner, the centre, what matters (``sm``), or the point
    ``x, y`` in fractions (``fp``). Otherwise offsets inward from the edge, in pixels from 1
    on, in fractions of the picture below."""

    type: GravityType = "ce"
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Crop:
    """A part of the source: pixels from 1 on, a fraction below, 0 for all of a side. Without a
    gravity of its own it has that of the whole."""

    width: float
    height: float
    gravity: Gravity | None = None


@dataclass(frozen=True)
class Extend:
    """Whether the canvas grows to the box (or to its ratio), and where the picture lies."""

    enabled: bool = False
    gravity: Gravity = Gravity()


@dataclass(frozen=True)
class Trim:
    """Edges of one colour are cut off; without a colour that of the top left pixel."""

    threshold: float
    colour: Colour | None = None
    equal_horizontal: bool = False
    equal_vertical: bool = False


@dataclass(frozen=True)
class Padding:
    """Around the result, before ``dpr``."""

    top: int = 0
    right: int = 0
    bottom: int = 0
    left: int = 0


@dataclass(frozen=True)
class Watermark:
    """``opacity`` 0 to 1; ``position`` is a gravity or ``re`` for tiles; ``scale`` is a fraction
    of the result, 0 for the watermark's own size."""

    opacity: float
    position: str = "ce"
    x: float = 0.0
    y: float = 0.0
    scale: float = 0.0


@dataclass(frozen=True)
class Monochrome:
    """``intensity`` 0 to 1 of the picture is drawn in shades of ``colour``."""

    intensity: float
    colour: Colour = (0xB3, 0xB3, 0xB3)


@dataclass(frozen=True)
class TransformSpec:
    """All of it. A later option of an address has overwritten an earlier one already.

    ``format`` and ``quality`` are final: negotiation and defaults are decided by whoever
    asks. ``format`` is a name such as ``webp``; without one the source's is kept where it can
    be written. ``format_quality`` counts where ``quality`` is 0. Frames beyond
    ``max_animation_frames`` are dropped.
    """

    resizing_type: ResizingType = "fit"
    width: int = 0
    height: int = 0
    min_width: int = 0
    min_height: int = 0
    zoom_x: float = 1.0
    zoom_y: float = 1.0
    dpr: float = 1.0
    enlarge: bool = False
    extend: Extend = Extend()
    extend_aspect_ratio: Extend = Extend()
    gravity: Gravity = Gravity()
    crop: Crop | None = None
    trim: Trim | None = None
    padding: Padding = Padding()
    auto_rotate: bool = True
    rotate: int = 0
    flip_horizontal: bool = False
    flip_vertical: bool = False
    background: Colour | None = None
    blur: float = 0.0
    sharpen: float = 0.0
    pixelate: int = 0
    brightness: float = 0.0
    contrast: float = 1.0
    saturation: float = 1.0
    monochrome: Monochrome | None = None
    grayscale: bool = False
    watermark: Watermark | None = None
    strip_metadata: bool = True
    keep_copyright: bool = True
    strip_color_profile: bool = True
    format: str | None = None
    quality: int = 0
    format_quality: Mapping[str, int] = field(default_factory=dict)
    max_bytes: int = 0
    max_animation_frames: int = 1
    max_result_dimension: int = 0


@dataclass(frozen=True)
class Transformed:
    """The result, and what its source was."""

    data: bytes
    format: str
    width: int
    height: int
    source_format: str
    source_width: int
    source_height: int
