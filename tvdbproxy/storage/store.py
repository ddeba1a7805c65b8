"""What an object store promises, and the values that cross its border.

Three stores keep these promises (``s3``, ``local``, ``memory``); one behavioural
suite, ``tests/storage/test_contract.py``, runs over all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What is known of an object without its bytes.

    ``size`` is in bytes of the whole object, also where a range was read. ``etag`` is
    opaque, changes with the content, and has no quotes. ``last_modified`` is UTC in
    whole seconds. ``list`` leaves ``content_type``, ``cache_control`` and ``metadata``
    empty where a store would need another round trip for them.
    """

    key: str
    size: int
    etag: str
    last_modified: datetime
    content_type: str | None = None
    cache_control: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object's bytes, or the range of them that was asked for, and its facts."""

    info: ObjectInfo
    data: bytes


class ObjectStore(Protocol):
    """One bucket. Safe to share between threads; built after a fork, never before it.

    Keys are checked by ``rules.checked_key`` in every method: ``InvalidRequest`` with
    code ``invalid_key``. A server that is down, slow or full is ``Unavailable`` with a
    code that begins with ``storage_``, within a bounded time.
    """

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
        """Store ``data`` whole or not at all, replacing what was there.

        On return the object is durable and proven to be what was sent; a store that
        kept something else raises ``Unavailable`` ``storage_corrupt``. ``last_modified``
        of the answer is our own clock's. With ``if_absent``, of any number of callers
        exactly one wins, and the others get ``Conflict`` ``object_exists``. Metadata
        is for ASCII: ``InvalidRequest`` ``invalid_metadata`` for anything else.
        """
        ...

    def get(self, key: str, byte_range: tuple[int, int] | None = None) -> StoredObject:
        """Read an object and its facts in one round trip.

        ``byte_range`` is half open, like a slice: ``(0, 10)`` are the first ten bytes. It
        may reach past the end, but must begin before it: ``InvalidRequest``
        ``range_not_satisfiable``. Raises ``NotFound`` ``object_missing``.
        """
        ...

    def head(self, key: str) -> ObjectInfo:
        """An object's facts alone. Raises ``NotFound`` ``object_missing``."""
        ...

    def delete(self, key: str) -> None:
        """Make sure that nothing is stored under ``key``; a second time is fine."""
        ...

    def delete_many(self, keys: Iterable[str]) -> None:
        """``delete`` for each key, in as few round trips as the store can do it with."""
        ...

    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        """Stream every object in the folder ``prefix`` (empty, or ending in ``/``).

        In ascending order of keys by bytes, without holding them all; ``after`` resumes
        behind a key that an earlier listing gave. One exception, which the self-test
        reports: SeaweedFS compares folder by folder, so that its ``a/b`` precedes
        ``a-b``. Resuming with ``after`` is exact in either order.
        """
        ...

    def copy(self, source_key: str, target_key: str) -> None:
        """Copy inside the store, with content type, cache control and metadata.

        The copy is as young as the copying. Raises ``NotFound`` ``object_missing``.
        """
        ...


@runtime_checkable
class Presigner(Protocol):
    """A store whose objects have addresses of their own: S3 alone."""

    def presign_get(self, key: str, expires_seconds: int) -> str:
        """An address that anyone may GET for that long (1 second to 7 days)."""
        ...

    def presign_put(self, key: str, expires_seconds: int) -> str:
        """An address to which anyone may PUT that object, as often as they like.

        It signs neither type nor size: ``PresignedUploads`` is for strangers.
        """
        ...

    def plain_url(self, key: str) -> str:
        """The object's address without a signature; works where the bucket is public."""
        ...
