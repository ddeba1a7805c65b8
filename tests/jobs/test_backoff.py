"""Pauses between attempts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.jobs.backoff import backoff

SIX_HOURS = timedelta(hours=6)


@given(st.integers(min_value=1, max_value=10**9))
def test_a_pause_is_between_eleven_seconds_and_seven_and_a_half_hours(failures: int) -> None:
    assert timedelta(seconds=11.25) <= backoff(failures) <= SIX_HOURS * 1.25


@given(st.integers(min_value=1, max_value=30))
def test_pauses_double_up_to_six_hours(failures: int) -> None:
    middle = min(timedelta(seconds=15 * 2 ** (failures - 1)), SIX_HOURS)
    assert middle * 0.75 <= backoff(failures) <= middle * 1.25


@given(st.integers(min_value=1, max_value=30), st.floats(min_value=0, max_value=10**6))
def test_a_pause_is_never_shorter_than_the_other_side_wants(
    failures: int, retry_after: float
) -> None:
    assert backoff(failures, retry_after) >= timedelta(seconds=retry_after)


@pytest.mark.proves("F25")
def test_pauses_are_spread() -> None:
    assert len({backoff(5) for _ in range(20)}) > 1
