"""Answers at hand: bounded, compared from time to time, and better than nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tvdbproxy.catalogue.replies.memory import Memory


@dataclass(frozen=True)
class Weight:
    bytes_held: int


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What ``time.monotonic`` says; change the first."""
    now = [1000.0]
    monkeypatch.setattr("tvdbproxy.catalogue.replies.memory.time.monotonic", lambda: now[0])
    return now


def memory(**more: Any) -> Memory[Weight]:
    return Memory(100_000, **more)


def test_what_is_put_is_there_and_what_is_dropped_is_not() -> None:
    held = memory()
    held.put("a", Weight(1))
    assert (found := held.get("a")) is not None
    assert found.answer == Weight(1)
    held.drop("a")
    held.drop("a")
    assert held.get("a") is None
    assert held.used == 0


def test_one_of_those_who_ask_is_told_to_compare(clock: list[float]) -> None:
    held = memory(look_seconds=5)
    held.put("a", Weight(1))
    assert [held.get("a").is_due for _ in range(2)] == [False, False]  # type: ignore[union-attr]
    clock[0] += 5
    assert [held.get("a").is_due for _ in range(3)] == [True, False, False]  # type: ignore[union-attr]


def test_what_does_not_last_is_over_after_its_time_and_still_there(clock: list[float]) -> None:
    held = memory(seconds=60)
    held.put("short", Weight(1), lasting=False)
    held.put("long", Weight(1))
    clock[0] += 60
    assert {name: held.get(name).is_over for name in ("short", "long")} == {  # type: ignore[union-attr]
        "short": True, "long": False,
    }  # fmt: skip


def test_what_is_outdated_is_over_and_still_there() -> None:
    held = memory()
    held.put("a", Weight(1))
    held.outdate("a")
    held.outdate("b")
    found = held.get("a")
    assert found is not None
    assert found.is_over


def test_what_nobody_wanted_for_longest_makes_room() -> None:
    held = memory()
    for name in "abcd":
        held.put(name, Weight(20_000))
    held.get("a")
    held.put("e", Weight(20_000))
    assert [name for name in "abcde" if held.get(name)] == ["a", "c", "d", "e"]
    assert held.used <= held.max_bytes


def test_what_would_fill_it_alone_is_not_kept_and_leaves_the_others() -> None:
    held = memory()
    held.put("a", Weight(1))
    held.put("a", Weight(30_000))
    assert held.get("a") is None
    assert held.used == 0


def test_those_that_are_meant_are_dropped() -> None:
    held = memory()
    for name in ("aa", "ab", "b"):
        held.put(name, Weight(1))
    held.drop_where(lambda name: str(name).startswith("a"))
    assert [name for name in ("aa", "ab", "b") if held.get(name)] == ["b"]
