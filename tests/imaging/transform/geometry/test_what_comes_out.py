"""What is laid out before there are any pixels is what comes out."""

from __future__ import annotations

import random

import pytest

from tests.imaging.drawing import decoded, encoded, photo
from tests.imaging.transform.specs import any_spec
from tvdbproxy.imaging.transform.formats import written_format
from tvdbproxy.imaging.transform.geometry.layout import lay_out
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.pipeline import transform

SOURCES = [(97, 41, 1), (40, 120, 6), (64, 64, 8), (90, 33, 3)]


@pytest.mark.parametrize("seed", range(12))
def test_the_result_has_the_size_that_was_laid_out(seed: int) -> None:
    chance = random.Random(seed)
    for width, height, orientation in SOURCES * 10:
        source = _jpeg(width, height, orientation)
        spec = any_spec(chance)
        made = transform(source, TransformOrder(spec))
        written = written_format(spec, "jpeg")
        result = lay_out(spec, (width, height), written, orientation).result
        assert result == (made.width, made.height), spec
        assert decoded(made.data).size == result, spec


def _jpeg(width: int, height: int, orientation: int) -> bytes:
    image = photo(width, height)
    exif = image.getexif()
    exif[0x0112] = orientation
    return encoded(image, "JPEG", exif=exif)
