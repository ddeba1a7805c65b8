"""Orders and results of transforms as frames, and back."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from tvdbproxy.imaging.frames import Header
from tvdbproxy.imaging.limits import Limits
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

MARK = "transform"
"""The key of a header that says: this is an order of ours."""


def order_to_frame(order: TransformOrder, source: bytes) -> tuple[Header, bytes]:
    """An order as JSON values, and the picture with the watermark after it."""
    plain = replace(order.spec, format_quality=dict(order.spec.format_quality))
    header = {
        MARK: asdict(plain),
        "limits": asdict(order.limits),
        "watermark_bytes": len(order.watermark),
    }
    return header, source + order.watermark if order.watermark else source


def frame_to_order(header: Header, body: bytes) -> tuple[TransformOrder, bytes]:
    """The order and the picture that ``order_to_frame`` was given."""
    end = len(body) - header["watermark_bytes"]
    order = TransformOrder(_spec(header[MARK]), Limits(**header["limits"]), body[end:])
    return order, body[:end] if order.watermark else body


def transformed_to_frame(made: Transformed) -> tuple[Header, bytes]:
    """A result as JSON values and bytes."""
    facts = {name: value for name, value in vars(made).items() if name != "data"}
    return {"transformed": facts}, made.data


def frame_to_transformed(header: Header, body: bytes) -> Transformed:
    """The result that ``transformed_to_frame`` was given."""
    return Transformed(data=body, **header["transformed"])


def _spec(stated: dict[str, Any]) -> TransformSpec:
    values = {
        **stated,
        "extend": _extend(stated["extend"]),
        "extend_aspect_ratio": _extend(stated["extend_aspect_ratio"]),
        "gravity": Gravity(**stated["gravity"]),
        "crop": _crop(stated["crop"]),
        "trim": stated["trim"] and Trim(**_coloured(stated["trim"], "colour")),
        "padding": Padding(**stated["padding"]),
        "monochrome": stated["monochrome"] and Monochrome(**_coloured(stated["monochrome"])),
        "watermark": stated["watermark"] and Watermark(**stated["watermark"]),
    }
    return TransformSpec(**_coloured(values, "background"))


def _extend(stated: dict[str, Any]) -> Extend:
    return Extend(stated["enabled"], Gravity(**stated["gravity"]))


def _crop(stated: dict[str, Any] | None) -> Crop | None:
    if stated is None:
        return None
    gravity = stated["gravity"]
    return Crop(stated["width"], stated["height"], gravity and Gravity(**gravity))


def _coloured(stated: dict[str, Any], name: str = "colour") -> dict[str, Any]:
    """JSON has no tuples."""
    colour = stated[name]
    return {**stated, name: None if colour is None else tuple(colour)}
