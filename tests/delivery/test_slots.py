"""Slots: so many at a time, within those of others, and never in one's own way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tvdbproxy.delivery.once import Once
from tvdbproxy.delivery.slots import Slots
from tvdbproxy.errors import Overloaded


def elsewhere(slots: Slots) -> bool:
    """Whether another thread gets one now."""

    def ask() -> bool:
        got = slots.acquire(0)
        if got:
            slots.release()
        return got

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ask).result()


def test_there_are_so_many_and_no_more() -> None:
    slots = Slots(1)
    assert slots.acquire(0)
    assert not elsewhere(slots)
    slots.release()
    assert elsewhere(slots)


def test_a_thread_that_has_one_gets_it_again_and_gives_it_back_as_often() -> None:
    slots = Slots(1)
    assert slots.acquire(0)
    assert slots.acquire(0)
    slots.release()
    assert not elsewhere(slots)
    slots.release()
    assert elsewhere(slots)


def test_they_are_a_part_of_those_that_they_are_within() -> None:
    outer = Slots(2)
    inner = Slots(2, within=outer)
    assert outer.acquire(0)
    assert elsewhere(inner)
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(outer.acquire, 0).result()
        assert not elsewhere(inner)
        thread.submit(outer.release).result()
    outer.release()
    assert elsewhere(inner)


def test_one_making_within_another_needs_no_second_slot() -> None:
    slots = Slots(1)
    first: Once[int] = Once(slots)
    second: Once[int] = Once(slots)
    assert first.do("a", lambda: second.do("b", lambda: 1)) == 1


def test_who_shares_slots_shares_the_overload() -> None:
    slots = Slots(1)
    once: Once[int] = Once(slots)
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(slots.acquire, 0).result()
        with pytest.raises(Overloaded):
            once.do("a", lambda: 1)
        thread.submit(slots.release).result()
    assert once.do("a", lambda: 1) == 1
