"""A clock that is set back is noticed; one that is steered or set forward is nobody's business."""

from __future__ import annotations

import logging

import pytest

from workers.clock import ClockWatch


class Clocks:
    """A wall clock and one that never jumps."""

    def __init__(self) -> None:
        self.wall, self.steady = 1_800_000_000.0, 1000.0

    def pass_(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def watch(clocks: Clocks, heard: list[str]) -> ClockWatch:
    return ClockWatch(
        lambda: heard.append("set back"), wall=lambda: clocks.wall, clock=lambda: clocks.steady
    )


@pytest.mark.proves("F43")
def test_a_clock_that_is_set_back_is_told_of_once(
    watch: ClockWatch, clocks: Clocks, heard: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for jump in (0, -7200, 0, 0):
            clocks.pass_(2)
            clocks.wall += jump
            watch.look()
    assert heard == ["set back"]
    assert "set back by 7200 seconds" in caplog.text


@pytest.mark.parametrize("jump", [0.0, -0.2, 3600.0])
def test_other_jumps_are_nobodys_business(
    watch: ClockWatch, clocks: Clocks, heard: list[str], jump: float
) -> None:
    for _ in range(20):
        clocks.pass_(2)
        clocks.wall += jump
        watch.look()
    assert heard == []
