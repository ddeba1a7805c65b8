from __future__ import annotations

import random

import pytest

from tests.imaging.drawing import decoded, encoded, photo
from tests.imaging.transform.specs import any_spec
from tvdbproxy.errors import Unsupported
from tvdbproxy.imaging.transform.geometry.predict import predict
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.pipeline import transform
from tvdbproxy.imaging.transform.spec import TransformSpec, Trim

SOURCES = [(97, 41, 1), (40, 120, 6), (64, 64, 8), (90, 33, 3)]


@pytest.mark.parametrize("seed", range(12))
def test_a_prediction_is_what_comes_out(seed: int) -> None:
    chance = random.Random(seed)
    for width, height, orientation in SOURCES * 10:
        source = _jpeg(width, height, orientation)
        spec = any_spec(chance)
        made = transform(source, TransformOrder(spec))
        predicted = predict(spec, (width, height), "jpeg", orientation)
        assert predicted == (made.width, made.height), spec
        assert decoded(made.data).size == predicted, spec


def test_the_format_of_the_source_counts_where_none_is_named() -> None:
    assert predict(TransformSpec(), (1000, 500), "ico") == (256, 128)
    assert predict(TransformSpec(format="png"), (1000, 500), "ico") == (1000, 500)


def test_what_a_trim_leaves_nobody_can_foresee() -> None:
    assert predict(TransformSpec(trim=Trim(10)), (100, 100), "png") is None


def test_a_format_that_cannot_be_written_is_refused_as_the_transform_would() -> None:
    with pytest.raises(Unsupported, match="jxl"):
        predict(TransformSpec(format="jxl"), (100, 100), "png")


def _jpeg(width: int, height: int, orientation: int) -> bytes:
    image = photo(width, height)
    exif = image.getexif()
    exif[0x0112] = orientation
    return encoded(image, "JPEG", exif=exif)
