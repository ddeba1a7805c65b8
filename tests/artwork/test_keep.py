"""What is stored is looked at, and nobody is accused of what somebody else did."""

from __future__ import annotations

from typing import Any

import pytest

from tvdbproxy.artwork.keep import put_variant
from tvdbproxy.artwork.work import MadeVariant
from tvdbproxy.errors import Unavailable
from tvdbproxy.storage.memory import MemoryStore
from tvdbproxy.storage.store import ObjectInfo

KEY = "series/aa/bb/7/poster/small.webp"
OURS = MadeVariant("small", "webp", KEY, 1, 1, 4, None, data=b"ours")
METADATA = {"revision": "a" * 12}


class Contended(MemoryStore):
    """A bucket in which somebody else stores the same picture right after us, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def put(self, key: str, data: bytes, **facts: Any) -> ObjectInfo:
        info = super().put(key, data, **facts)
        if self.times:
            self.times -= 1
            super().put(key, b"theirs", **facts)
        return info


def test_who_stores_the_same_revision_at_the_same_moment_is_not_the_servers_fault() -> None:
    store = Contended(1)
    info = put_variant(OURS, METADATA, store)
    assert store.get(KEY).data == b"ours"
    assert store.head(KEY).etag == info.etag


def test_a_server_that_keeps_other_bytes_twice_is_found_out() -> None:
    with pytest.raises(Unavailable) as refused:
        put_variant(OURS, METADATA, Contended(2))
    assert refused.value.code == "storage_corrupt"
