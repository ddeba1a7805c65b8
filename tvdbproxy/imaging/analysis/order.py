"""What is asked of an analysis: plain values that cross processes."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.imaging.limits import Limits


@dataclass(frozen=True)
class AnalysisOrder:
    """Colours, quality and likeness are always told; text, faces and EXIF where asked for."""

    limits: Limits
    text: bool = False
    faces: bool = False
    exif: bool = False
