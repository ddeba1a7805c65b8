"""Caches of one's own are asked one by one, and understood."""

from __future__ import annotations

import pytest

from tests.cdn.conftest import fetcher_of
from tests.house.receiver import CallbackReceiver, callback_receiver
from tvdbproxy.cdn.caches import Caches
from tvdbproxy.errors import TvdbProxyError

__all__ = ["callback_receiver"]

BASE = "https://images.example.com"


def caches(receiver: CallbackReceiver, times: int = 1) -> Caches:
    return Caches(fetcher_of(receiver.url), (receiver.url,) * times, BASE)


def test_each_cache_is_told_of_each_address(callback_receiver: CallbackReceiver) -> None:
    purger = caches(callback_receiver, 2)
    purger.purge(["/images/series/1/*", "https://cdn.example.com/a.webp?v=1"], "any")
    assert [(each.method, each.path, each.headers["host"]) for each in callback_receiver.heard] == [
        ("PURGE", "/images/series/1/*", "images.example.com"),
        ("PURGE", "/images/series/1/*", "images.example.com"),
        ("PURGE", "/a.webp?v=1", "cdn.example.com"),
        ("PURGE", "/a.webp?v=1", "cdn.example.com"),
    ]


def test_what_is_not_there_is_forgotten_already(callback_receiver: CallbackReceiver) -> None:
    callback_receiver.answer(404)
    caches(callback_receiver).purge(["/a", "/b"], "any")
    assert len(callback_receiver.heard) == 2


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "purge_denied"),
        (405, "purge_denied"),
        (501, "purge_denied"),
        (503, "upstream_unavailable"),
        (429, "upstream_rate_limited"),
    ],
)
def test_each_answer_is_understood(
    callback_receiver: CallbackReceiver, status: int, code: str
) -> None:
    callback_receiver.answer(status)
    with pytest.raises(TvdbProxyError) as raised:
        caches(callback_receiver).purge(["/a"], "any")
    assert raised.value.code == code
