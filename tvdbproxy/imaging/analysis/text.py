"""Text in pictures, where the extra ``text`` is installed.

RapidOCR reads Latin and Chinese letters, and its wheel carries the models it needs for that, so
that nothing is ever fetched. In a child it has one thread, and no memory in reserve.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

from PIL import Image

_NARROWEST = 8  # pixels; there is no letter in less
_SURE = 0.6
_MOST_LINES, _LONGEST = 200, 500
_SPARING = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


def read_text(image: Image.Image) -> tuple[str, ...] | None:
    """The lines of an RGB picture from top to bottom; None without the extra."""
    if not (find_spec("rapidocr") and find_spec("onnxruntime")):
        return None
    if min(image.size) < _NARROWEST:
        return ()
    import numpy

    pixels = numpy.asarray(image)[:, :, ::-1].copy()  # blue first
    found = _engine()(pixels, text_score=_SURE)
    lines = (line.strip()[:_LONGEST] for line in found.txts or ())
    return tuple(line for line in lines if line)[:_MOST_LINES]


@cache
def _engine() -> Any:
    """Takes a second to build, so once for each child."""
    import rapidocr

    return rapidocr.RapidOCR(params=_SPARING)
