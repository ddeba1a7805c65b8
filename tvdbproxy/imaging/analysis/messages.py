"""Orders and results of analyses as frames, and back."""

from __future__ import annotations

from dataclasses import asdict

from tvdbproxy.imaging.analysis.analysis import Analysis
from tvdbproxy.imaging.analysis.order import AnalysisOrder
from tvdbproxy.imaging.frames import Header
from tvdbproxy.imaging.limits import Limits

MARK = "analyse"
"""The key of a header that says: this is an order of ours."""


def order_to_header(order: AnalysisOrder) -> Header:
    """An order as JSON values."""
    return {MARK: asdict(order)}


def header_to_order(header: Header) -> AnalysisOrder:
    """The order that ``order_to_header`` was given."""
    stated = header[MARK]
    return AnalysisOrder(**{**stated, "limits": Limits(**stated["limits"])})


def analysis_to_frame(analysis: Analysis) -> tuple[Header, bytes]:
    """A result as JSON values; there are no bytes."""
    return {"analysis": analysis.to_json()}, b""


def frame_to_analysis(header: Header, _body: bytes) -> Analysis:
    """The result that ``analysis_to_frame`` was given."""
    return Analysis.from_json(header["analysis"])
