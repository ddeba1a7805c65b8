"""What is asked of a render, and what it gives back: plain values that cross processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tvdbproxy.imaging.formats import WRITABLE, Format
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.sizes import Size

Effort = Literal["store", "fast"]

EFFORT_SHOWS = frozenset({Format.WEBP, Format.AVIF, Format.PNG})
"""Formats whose files differ by effort. A JPEG costs so little that there is but one way."""


@dataclass(frozen=True)
class RenderOrder:
    """Every size in every format, of one source.

    ``quality`` is WebP's scale, 1 to 100; other formats take the number that looks the
    same (see ``encode``). ``effort`` spends CPU for smaller files (``store``) or answers
    a waiting client (``fast``); on pictures of more than ``effort_pixels`` none is spent.
    Without sizes only the picture itself is described.
    """

    sizes: tuple[Size, ...]
    formats: tuple[Format, ...] = (Format.WEBP,)
    quality: int = 85
    effort: Effort = "store"
    limits: Limits = field(default_factory=Limits)
    effort_pixels: int | None = None

    def __post_init__(self) -> None:
        if not self.formats or not WRITABLE.issuperset(self.formats):
            raise ValueError(f"cannot write {', '.join(self.formats) or 'no format'}")
        if not 1 <= self.quality <= 100:
            raise ValueError(f"quality {self.quality} is not within 1 to 100")


@dataclass(frozen=True)
class Picture:
    """What the source turned out to be, upright.

    ``has_alpha`` is true only where some pixel is not opaque. ``dominant_color`` is
    ``#rrggbb``; ``placeholder`` is a ThumbHash of some 25 bytes.
    """

    format: Format
    width: int
    height: int
    has_alpha: bool
    animated: bool
    dominant_color: str
    placeholder: bytes


@dataclass(frozen=True)
class Variant:
    """One encoded picture, and every size of the order whose pixels it is."""

    size_names: tuple[str, ...]
    format: Format
    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Rendered:
    """All that came of an order: variants by size, as ordered, then by format."""

    picture: Picture
    variants: tuple[Variant, ...]
