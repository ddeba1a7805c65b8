from __future__ import annotations

import pytest

from tvdbproxy.imaging.transform.geometry.rounding import half_away, half_even


@pytest.mark.parametrize(
    ("value", "away", "even"),
    [
        (0.5, 1, 0),
        (1.5, 2, 2),
        (2.5, 3, 2),
        (-0.5, -1, 0),
        (-2.5, -3, -2),
        (50.5, 51, 50),
        (2.4999, 2, 2),
        (0.49999999999999994, 0, 0),  # one half added to it is one
        (-7.6, -8, -8),
        (3.0, 3, 3),
    ],
)
def test_halves_go_away_from_zero_or_to_the_even_number(value: float, away: int, even: int) -> None:
    assert half_away(value) == away
    assert half_even(value) == even
