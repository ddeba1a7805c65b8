"""What somebody who looks at a picture says of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class VisionFacts:
    """``None`` is what was not said, or not so that it can be believed; nothing is guessed here.

    ``confidence_score`` is between 0 and 1 and whoever looked gives it to himself. ``site_context``
    says what part a picture plays on a website. ``raw`` is the answer, cut to what can be kept in
    a row.
    """

    style: str | None = None
    medium: str | None = None
    mood_keywords: tuple[str, ...] | None = None
    subject_matter: str | None = None
    detected_objects: tuple[str, ...] | None = None
    detected_text: str | None = None
    alt_text: str | None = None
    site_context: dict[str, str] | None = None
    confidence_score: float | None = None
    raw: dict[str, Any] | None = None


NAMES = frozenset(field.name for field in fields(VisionFacts)) - {"raw"}
"""What may be said."""
