"""The memory cache: bounded, fair, and quick to forget what changed."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.delivery.hot import Held, HotCache


def _held(key: str, size: int = 100) -> Held:
    return Held(key, bytes(size), "image/webp", "tag", datetime(2026, 1, 1, tzinfo=UTC), "rev")


def test_what_was_put_is_there_until_its_time_is_over() -> None:
    fresh, stale = HotCache(10**6), HotCache(10**6, seconds=0)
    for cache in (fresh, stale):
        cache.put(_held("a/medium.webp"))
    assert fresh.get("a/medium.webp") == _held("a/medium.webp")
    assert stale.get("a/medium.webp") is None
    assert stale.used == 0


def test_the_least_recently_used_goes_first() -> None:
    cache = HotCache(8 * (1000 + 1024))
    for number in range(8):
        cache.put(_held(f"{number}/x", 1000))
    cache.get("0/x")
    cache.put(_held("8/x", 1000))
    assert cache.get("0/x") is not None
    assert cache.get("1/x") is None


def test_what_would_fill_it_alone_is_not_kept() -> None:
    cache = HotCache(10_000)
    cache.put(_held("a/x", 5000))
    assert cache.get("a/x") is None
    assert HotCache(0).get("a/x") is None


def test_a_changed_picture_loses_all_its_sizes_and_no_other() -> None:
    cache = HotCache(10**6)
    for key in ("s/1/poster/medium.webp", "s/1/poster/small.webp", "s/1/poster/12/small.webp"):
        cache.put(_held(key))
    cache.drop_prefix("s/1/poster")
    cache.drop_prefix("never/heard/of")
    assert cache.get("s/1/poster/medium.webp") is None
    assert cache.get("s/1/poster/small.webp") is None
    assert cache.get("s/1/poster/12/small.webp") is not None
    cache.clear()
    assert cache.get("s/1/poster/12/small.webp") is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3000), st.booleans())))
def test_it_never_holds_more_than_it_may(steps: list[tuple[int, int, bool]]) -> None:
    cache = HotCache(20_000)
    for number, size, drop in steps:
        cache.put(_held(f"{number % 3}/{number}", size))
        if drop:
            cache.drop_prefix(str(number % 3))
        assert 0 <= cache.used <= 20_000
    cache.clear()
    assert cache.used == 0
