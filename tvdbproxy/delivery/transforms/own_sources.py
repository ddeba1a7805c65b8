"""Sources of our own: objects of the two buckets, and files under the storage directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tvdbproxy.delivery.transforms.found import Found, missing, refused
from tvdbproxy.delivery.transforms.kept import FOLDER
from tvdbproxy.delivery.transforms.listing import Listing
from tvdbproxy.errors import InvalidRequest, NotFound, TooLarge
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.storage.plain_files import look_at, read_file
from tvdbproxy.storage.store import ObjectStore


@dataclass(frozen=True)
class BucketSources:
    """``s3://bucket/key``, of the buckets that are ours by name and no other."""

    stores: Mapping[str, ObjectStore]
    listing: Listing
    max_bytes: int

    def find(self, address: str, deadline: Deadline) -> Found:
        """The object. Raises ``NotFound``: ``source_not_allowed``, ``source_missing``."""
        bucket, _, key = address.partition("://")[2].partition("/")
        store = self.stores.get(bucket)
        if store is None or key.startswith(FOLDER) or not self.listing.admits(address):
            raise refused(f"{bucket[:80]} is no bucket of ours, or not listed")
        return object_source(store, bucket, key, self.max_bytes)


@dataclass(frozen=True)
class FileSources:
    """``local:///path`` below ``root``. Where objects are files, what lies in a bucket is
    addressed by its key: ``local:///bucket/key``."""

    root: Path
    buckets: Mapping[str, ObjectStore]
    listing: Listing
    max_bytes: int

    def find(self, address: str, deadline: Deadline) -> Found:
        """The file. Raises ``NotFound``: ``source_not_allowed``, ``source_missing``."""
        host, _, path = address.partition("://")[2].partition("/")
        if host or not self.listing.admits(address):
            raise refused("it is on another host, or not listed")
        bucket, _, key = path.partition("/")
        if (store := self.buckets.get(bucket)) is not None:
            if key.startswith(FOLDER):
                raise refused("what transforms keep is no source")
            return object_source(store, bucket, key, self.max_bytes)
        try:
            facts = look_at(self.root, path)
        except InvalidRequest as error:
            raise refused(str(error)) from error
        except NotFound as error:
            raise missing("there is no such file under the storage directory.") from error
        return Found(
            identity=f"local/{path}/{facts.version}",
            name=path.rpartition("/")[2],
            load=lambda: read_file(self.root, path, self.max_bytes),
            last_modified=facts.last_modified,
        )


def object_source(store: ObjectStore, bucket: str, key: str, max_bytes: int) -> Found:
    """An object as a source. Raises as ``find``."""
    try:
        info = store.head(key)
    except InvalidRequest as error:
        raise refused(str(error)) from error
    except NotFound as error:
        raise missing("there is no such object in the bucket.") from error

    def load() -> bytes:
        if info.size > max_bytes:
            raise TooLarge(
                f"The object is larger than the {max_bytes} bytes that are taken; use a smaller "
                "one.",
                code="source_too_large",
            )
        return store.get(key).data

    return Found(
        identity=f"{bucket}/{key}/{info.etag}",
        name=key.rpartition("/")[2],
        load=load,
        last_modified=info.last_modified,
        mime=info.content_type,
    )
