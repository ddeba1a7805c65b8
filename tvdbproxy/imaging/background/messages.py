"""Orders and results of cut-outs as frames, and back."""

from __future__ import annotations

from dataclasses import asdict

from tvdbproxy.imaging.background.cut_out import CutOut, CutOutOrder
from tvdbproxy.imaging.frames import Header
from tvdbproxy.imaging.limits import Limits

MARK = "cut_out"
"""The key of a header that says: this is an order of ours."""


def order_to_header(order: CutOutOrder) -> Header:
    """An order as JSON values."""
    return {MARK: asdict(order)}


def header_to_order(header: Header) -> CutOutOrder:
    """The order that ``order_to_header`` was given."""
    stated = header[MARK]
    return CutOutOrder(Limits(**stated["limits"]), stated["model_path"])


def cut_out_to_frame(made: CutOut) -> tuple[Header, bytes]:
    """A result as JSON values and bytes."""
    return {"made": {"removed": made.removed, "reason": made.reason}}, made.data


def frame_to_cut_out(header: Header, body: bytes) -> CutOut:
    """The result that ``cut_out_to_frame`` was given."""
    return CutOut(data=body, **header["made"])
