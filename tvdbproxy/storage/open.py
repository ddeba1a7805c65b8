"""From settings to the two stores that everything else works with."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.settings import StorageSettings
from tvdbproxy.storage.local import LocalStore
from tvdbproxy.storage.presigned_uploads import PresignedUploads
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import S3Connection
from tvdbproxy.storage.store import ObjectStore, Presigner


@dataclass(frozen=True, slots=True)
class Stores:
    """The private bucket of sources and the public-read bucket of variants."""

    originals: ObjectStore
    thumbnails: ObjectStore


def open_stores(settings: StorageSettings) -> Stores:
    """Build both stores, once for a process and after its last fork.

    Asks no server anything. Raises ``ConfigurationError`` for settings that cannot be
    meant, and ``Unavailable`` where a local directory cannot be made.
    """
    if settings.storage_backend == "local":
        return _local_stores(settings)
    connection = S3Connection.from_settings(settings)
    return Stores(
        S3Store(connection, settings.s3_bucket_originals),
        S3Store(connection, settings.s3_bucket_thumbnails),
    )


def open_uploads(settings: StorageSettings) -> PresignedUploads | None:
    """What signs uploads into the bucket of sources; ``None`` where the store is no S3 server.
    Raises ``ConfigurationError`` as ``open_stores``."""
    if settings.storage_backend == "local":
        return None
    return PresignedUploads(S3Connection.for_clients(settings), settings.s3_bucket_originals)


def open_sources(settings: StorageSettings) -> Presigner | None:
    """What signs addresses for reading sources, such as clients can reach; otherwise as
    ``open_uploads``."""
    if settings.storage_backend == "local":
        return None
    return S3Store(S3Connection.for_clients(settings), settings.s3_bucket_originals)


def check_stores(settings: StorageSettings) -> None:
    """Raise what ``open_stores`` would, without opening a client that no fork survives."""
    if settings.storage_backend == "local":
        _local_stores(settings)
    else:
        S3Connection.for_clients(settings)


def _local_stores(settings: StorageSettings) -> Stores:
    return Stores(
        LocalStore(settings.storage_path / settings.s3_bucket_originals),
        LocalStore(settings.storage_path / settings.s3_bucket_thumbnails),
    )
