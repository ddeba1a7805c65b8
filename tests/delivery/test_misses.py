"""What upstream did not have: remembered for a while, and never too much of it."""

from __future__ import annotations

from tvdbproxy.delivery.misses import Misses


def test_a_miss_is_remembered_until_its_time_is_over() -> None:
    lasting, over = Misses(3600), Misses(0)
    for misses in (lasting, over):
        misses.add("a")
    assert "a" in lasting
    assert "b" not in lasting
    assert "a" not in over


def test_only_the_latest_are_remembered() -> None:
    misses = Misses(3600, most=3)
    for name in ("a", "b", "c", "a", "d"):
        misses.add(name)
    assert [name for name in "abcd" if name in misses] == ["a", "c", "d"]
    assert len(misses._until) == 3
