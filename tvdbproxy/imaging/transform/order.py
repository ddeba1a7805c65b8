"""What a child is asked for when it is to transform: plain values that cross processes."""

from __future__ import annotations

from dataclasses import dataclass, field

from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.transform.spec import TransformSpec


@dataclass(frozen=True)
class TransformOrder:
    """One picture, as ``spec`` says; ``watermark`` is the file that its watermark is made of.

    ``limits`` bound source and watermark, and ``max_pixels`` of them the result as well.
    """

    spec: TransformSpec
    limits: Limits = field(default_factory=Limits)
    watermark: bytes = b""
