"""Foreground by a model that the operator gives; needs the extra ``segmentation`` (onnxruntime).

The model is an ONNX file as the U2-Net family has them: one input of 1 x 3 x height x width
floats, RGB, normalised with ImageNet's mean and deviation; the first output is 1 x 1 x height x
width, how likely each pixel is in front: 0 to 1, or any numbers, which are then taken as logits.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import Image

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.imaging.onnx import telling_memory

_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_SIDE = 320  # where the model leaves it open
_SMALLEST, _LARGEST = 16, 2048
_INSTALL = "install the extra `segmentation` (pip install 'tvdbproxy[segmentation]')"


def foreground(image: Image.Image, model_path: str) -> Image.Image:
    """How much of each pixel of an RGB picture is in front, 0 to 255.

    Raises ``ConfigurationError`` (``segmentation_model``) where the extra is missing, or the
    file is missing or no model of this kind.
    """
    if find_spec("onnxruntime") is None:
        raise _unusable(f"it needs onnxruntime: {_INSTALL}.", model_path)
    if not Path(model_path).is_file():
        raise _unusable("there is no such file.", model_path)
    with telling_memory():
        likely = _likely(_session(model_path), image, model_path)
    return likely.resize(image.size, Image.Resampling.BILINEAR)


@lru_cache(maxsize=1)
def _session(model_path: str) -> Any:
    """One thread and no memory in reserve: a child has little of either."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(model_path, options, providers=["CPUExecutionProvider"])
    except _failures() as error:
        raise _unusable("it is no ONNX model that can be run.", model_path, error) from error


def _likely(session: Any, image: Image.Image, model_path: str) -> Image.Image:
    import numpy

    (given, *others), found = session.get_inputs(), session.get_outputs()
    shape = given.shape
    if others or not found or given.type != "tensor(float)" or len(shape) != 4 or shape[1] != 3:
        raise _unusable("its input is not 1 x 3 x height x width floats.", model_path)
    height, width = (side if isinstance(side, int) else _SIDE for side in shape[2:])
    if not _SMALLEST <= min(height, width) <= max(height, width) <= _LARGEST:
        raise _unusable(f"its pictures are of {width} x {height} pixels.", model_path)
    small = image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2)
    pixels = numpy.asarray(small, dtype=numpy.float32) / 255
    pixels = ((pixels - _MEAN) / _DEVIATION).transpose(2, 0, 1)[None].astype(numpy.float32)
    try:
        output = session.run([found[0].name], {given.name: pixels})[0]
    except _failures() as error:
        raise _unusable("it failed over a picture.", model_path, error) from error
    if output.size != output.shape[-1] * output.shape[-2]:
        raise _unusable("its output is not 1 x 1 x height x width.", model_path)
    likely = numpy.nan_to_num(output.reshape(output.shape[-2:]).astype(numpy.float32))
    if likely.min() < 0 or likely.max() > 1:
        likely = 1 / (1 + numpy.exp(-numpy.clip(likely, -30, 30)))
    return Image.fromarray(numpy.round(likely * 255).astype(numpy.uint8))


def _failures() -> tuple[type[Exception], ...]:
    """Everything that onnxruntime raises; its exceptions have no base of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as raised

    kinds = (each for each in vars(raised).values() if isinstance(each, type))
    own = (kind for kind in kinds if issubclass(kind, Exception))
    return (*own, RuntimeError, ValueError, TypeError, OSError)


def _unusable(why: str, model_path: str, error: Exception | None = None) -> ConfigurationError:
    return ConfigurationError(
        f"The segmentation model cannot be used: {why}",
        code="segmentation_model",
        detail=f"{model_path}: {error}" if error else model_path,
    )
