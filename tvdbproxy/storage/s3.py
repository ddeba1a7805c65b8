"""One bucket of any S3 server, read and written through obstore.

Why not boto3: docs/decisions/0002-object-store-client.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import md5
from itertools import islice
from typing import TYPE_CHECKING, Literal

import obstore
from obstore.exceptions import PreconditionError

from tvdbproxy.errors import NotFound, Unavailable
from tvdbproxy.storage.rules import (
    checked_expiry,
    checked_folder,
    checked_headers,
    checked_key,
    checked_range,
)
from tvdbproxy.storage.s3_connection import S3Connection
from tvdbproxy.storage.s3_errors import translated
from tvdbproxy.storage.store import ObjectInfo, StoredObject

if TYPE_CHECKING:
    from obstore import Attributes, GetOptions, GetResult, ObjectMeta
    from obstore.store import S3Store as ObstoreBucket

DELETE_BATCH = 1000


class S3Store:
    """An ``ObjectStore`` and ``Presigner``: one bucket, one client, many threads.

    The client's own threads do not survive a fork: build it in the process that uses it.
    """

    def __init__(self, connection: S3Connection, bucket: str) -> None:
        self.connection = connection
        self.bucket = bucket
        self._opened = connection.open_bucket(bucket)
        self._process_id = os.getpid()

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
        """Upload in one request, then prove what was kept; see ``ObjectStore.put``."""
        checked_key(key)
        extra = checked_headers(content_type, cache_control, metadata)
        attributes: Attributes = {"Content-Type": content_type, **extra}
        if cache_control is not None:
            attributes["Cache-Control"] = cache_control
        for _ in range(1 if if_absent else 2):
            etag = self._send(key, data, attributes, "create" if if_absent else "overwrite")
            now = datetime.now(UTC).replace(microsecond=0)
            info = ObjectInfo(key, len(data), etag, now, content_type, cache_control, extra)
            if self._is_kept(info, data):
                return info
            # Somebody may have put other bytes there, or deleted ours, between our two requests.
            # That does not happen twice.
        raise Unavailable(
            "The S3 server said that it had stored an object, and has not: do not use this server.",
            code="storage_corrupt",
            detail=f"{self.bucket}/{key}",
        )

    def get(self, key: str, byte_range: tuple[int, int] | None = None) -> StoredObject:
        """Download in one request; see ``ObjectStore.get``."""
        options: GetOptions = {}
        if byte_range is not None:
            options["range"] = checked_range(byte_range)
        with translated(self.bucket, checked_key(key), byte_range):
            result = obstore.get(self._client, key, options=options)
            data = bytes(result.bytes())
        return StoredObject(_full_info(key, result), data)

    def head(self, key: str) -> ObjectInfo:
        """Ask for the facts alone; see ``ObjectStore.head``.

        A HEAD reply has no body that could tell a missing object from a missing bucket,
        so a miss is asked again as GET, whose reply has one.
        """
        with translated(self.bucket, checked_key(key)):
            try:
                result = obstore.get(self._client, key, options={"head": True})
            except FileNotFoundError:
                result = obstore.get(self._client, key)
        return _full_info(key, result)

    def delete(self, key: str) -> None:
        """Delete one object; see ``ObjectStore.delete``."""
        with translated(self.bucket, checked_key(key)):
            obstore.delete(self._client, key)

    def delete_many(self, keys: Iterable[str]) -> None:
        """Delete a thousand objects a request."""
        remaining = iter(keys)
        while batch := [checked_key(key) for key in islice(remaining, DELETE_BATCH)]:
            with translated(self.bucket, batch[0]):
                obstore.delete(self._client, batch)

    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        """Stream a folder, a thousand keys a request; see ``ObjectStore.list``."""
        checked_folder(prefix)
        with translated(self.bucket, prefix):
            pages = obstore.list(
                self._client, prefix or None, offset=after or None, chunk_size=1000
            )
        while True:
            with translated(self.bucket, prefix):
                page = next(pages, None)
            if page is None:
                return
            yield from (_listed_info(entry) for entry in page)

    def copy(self, source_key: str, target_key: str) -> None:
        """Let the server copy; see ``ObjectStore.copy``."""
        checked_key(target_key)
        if source_key == target_key:  # which servers refuse, although nothing is wrong with it
            self.head(source_key)
            return
        with translated(self.bucket, checked_key(source_key)):
            obstore.copy(self._client, source_key, target_key)

    def presign_get(self, key: str, expires_seconds: int) -> str:
        """Sign an address for reading; see ``Presigner.presign_get``."""
        return self._sign("GET", key, expires_seconds)

    def presign_put(self, key: str, expires_seconds: int) -> str:
        """Sign an address for writing; see ``Presigner.presign_put``."""
        return self._sign("PUT", key, expires_seconds)

    def plain_url(self, key: str) -> str:
        """The address without a signature; see ``Presigner.plain_url``."""
        return self.connection.object_url(self.bucket, checked_key(key))

    @property
    def _client(self) -> ObstoreBucket:
        if os.getpid() != self._process_id:  # a call would wait for ever, so say it instead
            raise RuntimeError("S3Store was built before a fork; build it in the new process")
        return self._opened

    def _send(
        self, key: str, data: bytes, attributes: Attributes, mode: Literal["create", "overwrite"]
    ) -> str:
        """Upload; the ETag of what the server says that it has stored."""
        with translated(self.bucket, key):
            result = obstore.put(
                self._client, key, data, attributes=attributes, mode=mode, use_multipart=False
            )
        return _bare(result["e_tag"])

    def _is_kept(self, put: ObjectInfo, data: bytes) -> bool:
        """Whether the object is there: a server may acknowledge what it does not keep. What
        somebody else has stored with other metadata since is theirs to prove."""
        if put.etag != md5(data, usedforsecurity=False).hexdigest():
            self._prove(put.key, data, put.etag)
            return True
        try:
            found = self.head(put.key)
        except NotFound:
            return False
        same = (found.size, found.etag) == (put.size, put.etag)
        return same or found.metadata != put.metadata

    def _sign(self, method: Literal["GET", "PUT"], key: str, expires_seconds: int) -> str:
        checked_expiry(expires_seconds)
        with translated(self.bucket, checked_key(key)):
            return obstore.sign(self._client, method, key, timedelta(seconds=expires_seconds))

    def _prove(self, key: str, data: bytes, etag: str) -> None:
        """Read back what was kept, where the ETag is not the MD5 of what was sent.

        Encrypting servers have such ETags for good reason. If somebody else has
        overwritten the object meanwhile, there is nothing left to prove.
        """
        options: GetOptions = {"if_match": f'"{etag}"'} if etag else {}
        with translated(self.bucket, key):
            try:
                kept = obstore.get(self._client, key, options=options).bytes()
            except PreconditionError:
                return
        if bytes(kept) != data:
            raise Unavailable(
                "The S3 server kept other bytes than it was sent: do not use this server.",
                code="storage_corrupt",
                detail=f"{self.bucket}/{key}: sent {len(data)} bytes, read {len(kept)} back",
            )


def _full_info(key: str, result: GetResult) -> ObjectInfo:
    extra = dict(result.attributes)
    content_type = extra.pop("Content-Type", None)
    cache_control = extra.pop("Cache-Control", None)
    for standard in ("Content-Disposition", "Content-Encoding", "Content-Language"):
        extra.pop(standard, None)
    return replace(
        _listed_info(result.meta),
        key=key,
        content_type=content_type,
        cache_control=cache_control,
        metadata=extra,
    )


def _listed_info(meta: ObjectMeta) -> ObjectInfo:
    modified = meta["last_modified"].astimezone(UTC).replace(microsecond=0)
    return ObjectInfo(meta["path"], meta["size"], _bare(meta["e_tag"]), modified)


def _bare(etag: str | None) -> str:
    return (etag or "").removeprefix("W/").strip('"')
