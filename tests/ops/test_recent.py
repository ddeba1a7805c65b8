"""A figure that is counted no more often than it can be afforded."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.house.waiting import eventually
from tvdbproxy.ops.recent import Recent


def test_what_was_just_counted_is_not_counted_again() -> None:
    counted: list[int] = []

    def count() -> int:
        counted.append(1)
        return len(counted)

    recent = Recent(count, seconds=3600)
    assert [recent.get(), recent.get()] == [1, 1]


def test_what_is_old_is_counted_again() -> None:
    values = iter([1, 2])
    recent = Recent(lambda: next(values), seconds=0)
    eventually(lambda: recent.get() == 2)


def test_while_one_counts_the_others_get_what_was_before() -> None:
    counting, go_on = threading.Event(), threading.Event()
    values = iter([1, 2])

    def count() -> int:
        value = next(values)
        if value == 2:
            counting.set()
            go_on.wait(20)
        return value

    recent = Recent(count, seconds=0)
    assert recent.get() == 1
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(eventually, lambda: recent.get() == 2)
        assert counting.wait(20)
        assert recent.get() == 1
        go_on.set()
        assert slow.result()
