"""A store in a dictionary: for unit tests, and for runs that keep nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import md5
from threading import Lock

from tvdbproxy.errors import Conflict, NotFound
from tvdbproxy.storage.rules import (
    checked_folder,
    checked_headers,
    checked_key,
    checked_range,
    unsatisfiable,
)
from tvdbproxy.storage.store import ObjectInfo, StoredObject


class MemoryStore:
    """An ``ObjectStore`` that lives and dies with its process."""

    def __init__(self) -> None:
        self._objects: dict[str, StoredObject] = {}
        self._lock = Lock()

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
        """Store the bytes; see ``ObjectStore.put``."""
        checked_key(key)
        extra = checked_headers(content_type, cache_control, metadata)
        etag = md5(data, usedforsecurity=False).hexdigest()
        info = ObjectInfo(key, len(data), etag, _now(), content_type, cache_control, extra)
        with self._lock:
            if if_absent and key in self._objects:
                raise Conflict(f"An object {key} is already stored.", code="object_exists")
            self._objects[key] = StoredObject(info, bytes(data))
        return info

    def get(self, key: str, byte_range: tuple[int, int] | None = None) -> StoredObject:
        """Read the bytes; see ``ObjectStore.get``."""
        stored = self._objects.get(checked_key(key))
        if stored is None:
            raise NotFound(f"Nothing is stored under {key}.", code="object_missing")
        if byte_range is None:
            return stored
        start, end = checked_range(byte_range)
        if start >= stored.info.size:
            raise unsatisfiable(byte_range)
        return StoredObject(stored.info, stored.data[start:end])

    def head(self, key: str) -> ObjectInfo:
        """The object's facts; see ``ObjectStore.head``."""
        return self.get(key).info

    def delete(self, key: str) -> None:
        """Forget the object, if there is one."""
        self._objects.pop(checked_key(key), None)

    def delete_many(self, keys: Iterable[str]) -> None:
        """Forget each object that there is."""
        for key in keys:
            self.delete(key)

    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        """Stream a folder by key; what is deleted meanwhile is left out."""
        checked_folder(prefix)
        for key in sorted(self._objects.copy()):
            if key.startswith(prefix) and key > after:
                stored = self._objects.get(key)
                if stored is not None:
                    yield stored.info

    def copy(self, source_key: str, target_key: str) -> None:
        """Store the same bytes and facts under another key as well."""
        source = self.get(source_key)
        info = replace(source.info, key=checked_key(target_key), last_modified=_now())
        self._objects[target_key] = StoredObject(info, source.data)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
