"""An object read whole, or what is the matter with it."""

from __future__ import annotations

from enum import StrEnum

from tvdbproxy.errors import NotFound, Unavailable
from tvdbproxy.storage.store import ObjectStore, StoredObject


class Fault(StrEnum):
    """Every way in which rows and objects may disagree."""

    MISSING = "missing"  # there is no object
    TRUNCATED = "truncated"  # it is shorter, or longer, than recorded
    WRONG_BYTES = "wrong_bytes"  # it has the recorded size and another checksum
    STALE_REVISION = "stale_revision"  # it is of another picture than the row's
    UNREADABLE = "unreadable"  # the server has it, and cannot give it
    INCOMPLETE = "incomplete"  # a stored picture lacks a row that it must have


def read_object(store: ObjectStore, key: str) -> StoredObject | Fault:
    """The object, or ``MISSING`` or ``UNREADABLE``.

    A server that lost a block of its disk fails for one object and answers for all others,
    so an object that twice cannot be had while its facts can is no outage. Raises
    ``Unavailable`` where the server itself is.
    """
    try:
        return store.get(key)
    except NotFound:
        return Fault.MISSING
    except Unavailable as error:
        if error.code == "storage_corrupt":  # which is said of the object
            return Fault.UNREADABLE
    return _once_more(store, key)


def _once_more(store: ObjectStore, key: str) -> StoredObject | Fault:
    try:
        store.head(key)
    except NotFound:
        return Fault.MISSING
    try:
        return store.get(key)
    except NotFound:
        return Fault.MISSING
    except Unavailable:
        return Fault.UNREADABLE
