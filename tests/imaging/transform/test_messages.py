from __future__ import annotations

import json
from types import MappingProxyType

import pytest

from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.transform.messages import (
    MARK,
    frame_to_order,
    frame_to_transformed,
    order_to_frame,
    transformed_to_frame,
)
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.spec import (
    Crop,
    Extend,
    Gravity,
    Monochrome,
    Padding,
    Transformed,
    TransformSpec,
    Trim,
    Watermark,
)

FULL = TransformSpec(
    "auto", 1, 2, 3, 4, 1.5, 2.5, 2.0, True, Extend(True, Gravity("no", 1, 2)),
    Extend(True, Gravity("fp", 0.1, 0.2)), Gravity("soea", 5, 6), Crop(0.5, 7, Gravity("sm")),
    Trim(3.5, (1, 2, 3), True, True), Padding(1, 2, 3, 4), False, 270, True, True, (9, 8, 7),
    1.5, 2.5, 3, 10.0, 1.1, 0.9, Monochrome(0.5, (4, 5, 6)), True,
    Watermark(0.5, "re", 1, 2, 0.3), False, False, False, "webp", 77,
    MappingProxyType({"webp": 70}), 1000, 9, 800,
)  # fmt: skip


@pytest.mark.parametrize(
    "spec", [FULL, TransformSpec(), TransformSpec(trim=Trim(1), crop=Crop(1, 1))]
)
@pytest.mark.parametrize("watermark", [b"", b"the mark"])
def test_an_order_arrives_as_it_was_sent(spec: TransformSpec, watermark: bytes) -> None:
    order = TransformOrder(spec, Limits(max_pixels=12_345), watermark)
    header, body = order_to_frame(order, b"the picture")
    arrived, source = frame_to_order(json.loads(json.dumps(header)), body)
    assert (arrived, source) == (order, b"the picture")
    assert MARK in header


def test_every_field_of_a_spec_is_tried_with_something_else() -> None:
    plain = vars(TransformSpec())
    assert [name for name, value in vars(FULL).items() if value == plain[name]] == []


def test_a_result_arrives_as_it_was_sent() -> None:
    made = Transformed(b"\0bytes", "webp", 30, 20, "jpeg", 300, 200)
    header, body = transformed_to_frame(made)
    assert frame_to_transformed(json.loads(json.dumps(header)), body) == made
