"""What an analysis tells: plain values that cross processes and go into a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Swatch:
    """A colour as ``#RRGGBB``, and how much of what shows has it: 0 to 1."""

    color: str
    share: float


@dataclass(frozen=True)
class Box:
    """A part of a picture, in shares of its width and height: each 0 to 1."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Analysis:
    """One picture, upright.

    ``has_alpha`` is true only where some pixel is not opaque. Colours are ``#RRGGBB``, those
    that matter most first; ``brand_colors`` are saturated and not the background.
    ``quality_score`` is 0 to 100. ``sharpness`` and ``exposure`` are 1 at best, ``noise`` and
    ``compression`` are 0 at best. ``perceptual_hash`` is 16 hexadecimal digits, to be compared
    by ``fingerprint.distance``; ``embedding`` is a vector of length 1, to be compared by its
    product with another. ``text`` (lines from top to bottom) and ``faces`` are None where they were
    not asked for or their extra is not installed, and empty where there are none. ``exif`` has
    no position, serial number or preview.
    """

    width: int
    height: int
    has_alpha: bool
    dominant_colors: tuple[Swatch, ...]
    palette: tuple[str, ...]
    brand_colors: tuple[str, ...]
    quality_score: int
    sharpness: float
    exposure: float
    noise: float
    compression: float
    perceptual_hash: str
    embedding: tuple[float, ...]
    text: tuple[str, ...] | None = None
    faces: tuple[Box, ...] | None = None
    exif: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Values that ``json.dumps`` takes; ``from_json`` undoes it."""
        return asdict(self)

    @classmethod
    def from_json(cls, stated: Mapping[str, Any]) -> Analysis:
        """The analysis that ``to_json`` was called on. Raises ``LookupError``, ``TypeError``."""
        faces = stated["faces"]
        values = {
            **stated,
            "dominant_colors": tuple(Swatch(**each) for each in stated["dominant_colors"]),
            "palette": tuple(stated["palette"]),
            "brand_colors": tuple(stated["brand_colors"]),
            "embedding": tuple(stated["embedding"]),
            "text": None if stated["text"] is None else tuple(stated["text"]),
            "faces": None if faces is None else tuple(Box(**each) for each in faces),
        }
        return cls(**values)
