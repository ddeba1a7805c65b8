"""What browsers say of their screens, and what somebody else says in their place."""

from __future__ import annotations

import pytest

from tvdbproxy.delivery.client_hints import told_dpr, told_width, wants_less


@pytest.mark.parametrize(
    ("text", "dpr"),
    [("2", 2.0), ("1.5", 1.5), (" 3 ", 3.0), ("8", 8.0), ("0.5", 0.5)]
    + [(text, 1.0) for text in (None, "", "0", "8.1", "-2", "nan", "inf", "1e1", "2,3", "٢", "x")],
)
def test_a_dpr_counts_between_nothing_and_eight(text: str | None, dpr: float) -> None:
    assert told_dpr(text) == dpr


@pytest.mark.parametrize(
    ("text", "dpr", "width"),
    [("640", 1.0, 640), ("641", 2.0, 321), ("640", 1.5, 427), ("16383", 1.0, 16383)]
    + [(text, 1.0, 0) for text in (None, "", "0", "16384", "-1", "1_0", "nan", "x")],
)
def test_a_width_is_told_in_pixels_and_meant_in_those_of_css(
    text: str | None, dpr: float, width: int
) -> None:
    assert told_width(text, dpr) == width


@pytest.mark.parametrize(
    ("text", "less"), [("on", True), ("On", True), (" on ", True), ("off", False), (None, False)]
)
def test_saving_data_is_said_by_one_word(text: str | None, less: bool) -> None:
    assert wants_less(text) is less
