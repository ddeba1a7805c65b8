"""A store whose every operation is told to a meter."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager

from tvdbproxy.meter.events import Event
from tvdbproxy.meter.meter import OK, Meter, timed
from tvdbproxy.storage.open import Stores
from tvdbproxy.storage.store import ObjectInfo, ObjectStore, StoredObject


def metered(stores: Stores, meter: Meter) -> Stores:
    """Both stores, told apart as ``originals`` and ``thumbnails``."""
    return Stores(
        MeteredStore(stores.originals, "originals", meter),
        MeteredStore(stores.thumbnails, "thumbnails", meter),
    )


class MeteredStore:
    """An ``ObjectStore`` as good as the ``store`` behind it; its ``bucket`` is a label."""

    def __init__(self, store: ObjectStore, bucket: str, meter: Meter) -> None:
        self.store = store
        self._bucket = bucket
        self._meter = meter

    def put(
        self,
        key: str,
        data: bytes,
        *,
        content_type: str,
        cache_control: str | None = None,
        metadata: Mapping[str, str] | None = None,
        if_absent: bool = False,
    ) -> ObjectInfo:
        """See ``ObjectStore``."""
        with self._timed("put"):
            return self.store.put(
                key,
                data,
                content_type=content_type,
                cache_control=cache_control,
                metadata=metadata,
                if_absent=if_absent,
            )

    def get(self, key: str, byte_range: tuple[int, int] | None = None) -> StoredObject:
        """See ``ObjectStore``."""
        with self._timed("get"):
            return self.store.get(key, byte_range)

    def head(self, key: str) -> ObjectInfo:
        """See ``ObjectStore``."""
        with self._timed("head"):
            return self.store.head(key)

    def delete(self, key: str) -> None:
        """See ``ObjectStore``."""
        with self._timed("delete"):
            self.store.delete(key)

    def delete_many(self, keys: Iterable[str]) -> None:
        """See ``ObjectStore``."""
        with self._timed("delete_many"):
            self.store.delete_many(keys)

    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        """See ``ObjectStore``. Told once it is at its end, without the time of whoever reads."""
        entries, seconds = self.store.list(prefix, after), 0.0
        while True:
            started = time.perf_counter()
            try:
                entry = next(entries, None)
            except BaseException:
                with self._timed("list"):
                    raise
            seconds += time.perf_counter() - started
            if entry is None:
                break
            yield entry
        self._meter.took(Event.STORE, self._bucket, "list", OK, seconds=seconds)

    def copy(self, source_key: str, target_key: str) -> None:
        """See ``ObjectStore``."""
        with self._timed("copy"):
            self.store.copy(source_key, target_key)

    def _timed(self, operation: str) -> AbstractContextManager[None]:
        return timed(self._meter, Event.STORE, self._bucket, operation)
