"""Text in pictures, where the extra ``text`` is installed.

RapidOCR reads Latin and Chinese letters, and its wheel carries the models it needs for that, so
that nothing is ever fetched. In a child it has one thread, and no memory in reserve.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

from PIL import Image

from tvdbproxy.imaging.onnx import telling_memory

_NARROWEST = 12  # pixels; there is no letter in less
_SURE = 0.6
_MOST_LINES, _LONGEST = 48, 500  # a page of print is done in half of a child's CPU time
_SPARING = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Det.max_candidates": _MOST_LINES,
    # The longer side at which lines are looked for. Left to itself it enlarges the shorter one
    # to 736, and a picture of 9 x 900 takes gigabytes.
    "Det.limit_type": "max",
    "Det.limit_side_len": 960,
    "Global.min_side_len": 1,
    # Long lines by the half-dozen take more memory than a child has.
    "Cls.cls_batch_num": 1,
    "Rec.rec_batch_num": 1,
}


def read_text(image: Image.Image) -> tuple[str, ...] | None:
    """The lines of an RGB picture from top to bottom; None without the extra."""
    if not (find_spec("rapidocr") and find_spec("onnxruntime")):
        return None
    if min(image.size) < _NARROWEST:
        return ()
    import numpy

    pixels = numpy.asarray(image)[:, :, ::-1].copy()  # blue first
    with telling_memory():
        found = _engine()(pixels, text_score=_SURE)
    lines = (line.strip()[:_LONGEST] for line in found.txts or ())
    return tuple(line for line in lines if line)[:_MOST_LINES]


@cache
def _engine() -> Any:
    """Takes a second to build, so once for each child."""
    import cv2
    import rapidocr

    cv2.setNumThreads(1)
    return rapidocr.RapidOCR(params=_SPARING)
