"""What is asked of a cut-out, and what it gives back: plain values that cross processes."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.imaging.limits import Limits

LARGEST_SIDE = 4096
"""Pixels of a cut-out's longer side; a larger picture is made smaller first."""


@dataclass(frozen=True)
class CutOutOrder:
    """``model_path`` is a segmentation model (ONNX) for pictures whose background is not flat."""

    limits: Limits
    model_path: str | None = None


@dataclass(frozen=True)
class CutOut:
    """A PNG with alpha, or nothing (``removed`` is false, ``data`` empty). ``reason`` says why:

    - ``flat_background`` or ``segmentation_model``: so it was removed;
    - ``already_transparent``: there is nothing to remove;
    - ``background_not_flat``: a photograph, a gradient, a texture, and no model to ask;
    - ``nothing_in_front``: all of the picture is background.
    """

    data: bytes
    removed: bool
    reason: str
