"""Objects that may not be there. One that is damaged is as good as lost: it is had anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tvdbproxy.errors import NotFound, Unavailable
from tvdbproxy.storage.store import ObjectInfo, ObjectStore, StoredObject

T = TypeVar("T")


def find(store: ObjectStore, key: str) -> StoredObject | None:
    """The object, or ``None``. Raises ``Unavailable`` where it is the server that is."""
    return _unless_lost(store.get, key)


def look(store: ObjectStore, key: str) -> ObjectInfo | None:
    """Its facts alone, likewise."""
    return _unless_lost(store.head, key)


def _unless_lost(read: Callable[[str], T], key: str) -> T | None:
    try:
        return read(key)
    except NotFound:
        return None
    except Unavailable as error:
        if error.code != "storage_corrupt":
            raise
        return None
