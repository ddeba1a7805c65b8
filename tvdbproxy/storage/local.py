"""One bucket as a directory: safe against crashes, races, links and full disks.

``{root}/objects/{key}`` are the objects, ``{root}/incoming/`` those being written.
Why so: docs/decisions/0003-local-objects.md.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tvdbproxy.errors import Conflict, Unavailable
from tvdbproxy.storage.local_errors import opening, reading, writing
from tvdbproxy.storage.local_files import read_info, read_object, read_range, written
from tvdbproxy.storage.local_folders import children, open_below, opened, prune
from tvdbproxy.storage.local_format import BrokenFile, Label, encode, label_for
from tvdbproxy.storage.rules import checked_folder, checked_headers, checked_key, checked_range
from tvdbproxy.storage.store import ObjectInfo, StoredObject

_PLACING_ATTEMPTS = 50
_STALE_SECONDS = 3600


class LocalStore:
    """An ``ObjectStore`` below ``root``, which is made if it is missing.

    Any number of threads and processes of one machine may share it. ``root`` must be on
    a file system with hard links, which excludes FAT.
    """

    def __init__(self, root: Path) -> None:
        self._objects = root / "objects"
        self._incoming = root / "incoming"
        with opening(root):
            self._objects.mkdir(parents=True, exist_ok=True)
            self._incoming.mkdir(exist_ok=True)
            self._sweep()

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
        """Write a file aside, flush it, move it into place; see ``ObjectStore.put``."""
        checked_key(key)
        extra = checked_headers(content_type, cache_control, metadata)
        label = label_for(data, content_type, cache_control, extra)
        self._write(key, data, label, if_absent)
        now = datetime.now(UTC).replace(microsecond=0)
        return ObjectInfo(key, label.size, label.etag, now, content_type, cache_control, extra)

    def get(self, key: str, byte_range: tuple[int, int] | None = None) -> StoredObject:
        """Read and compare with the checksum; see ``ObjectStore.get``."""
        *parents, name = checked_key(key).split("/")
        if byte_range is not None:
            checked_range(byte_range)
        with reading(key), opened(self._objects, parents) as folders:
            if byte_range is None:
                return read_object(folders[-1], name, key)
            return read_range(folders[-1], name, key, byte_range)

    def head(self, key: str) -> ObjectInfo:
        """Read the label alone; see ``ObjectStore.head``."""
        *parents, name = checked_key(key).split("/")
        with reading(key), opened(self._objects, parents) as folders:
            return read_info(folders[-1], name, key)

    def delete(self, key: str) -> None:
        """Remove the file and the folders that it leaves empty."""
        *parents, name = checked_key(key).split("/")
        gone = (FileNotFoundError, NotADirectoryError, IsADirectoryError)
        with (
            writing(key),
            suppress(*gone),
            opened(self._objects, parents) as folders,
        ):
            os.unlink(name, dir_fd=folders[-1])
            prune(folders, parents)

    def delete_many(self, keys: Iterable[str]) -> None:
        """Remove each file."""
        for key in keys:
            self.delete(key)

    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        """Walk a folder by key, holding the names of one folder a level."""
        segments = checked_folder(prefix).split("/")[:-1]
        with (
            reading(prefix),
            suppress(FileNotFoundError, NotADirectoryError),
            opened(self._objects, segments) as folders,
        ):
            yield from _walk(folders[-1], prefix, after)

    def copy(self, source_key: str, target_key: str) -> None:
        """Write the bytes and their facts a second time.

        Never a hard link: it would be as old as its source, and cleaned up as such.
        """
        checked_key(target_key)
        source = self.get(source_key)
        info = source.info
        assert info.content_type is not None  # every label has one
        label = label_for(source.data, info.content_type, info.cache_control, dict(info.metadata))
        self._write(target_key, source.data, label, if_absent=False)

    def _write(self, key: str, data: bytes, label: Label, if_absent: bool) -> None:
        with writing(key), written(self._incoming, data, encode(label)) as file:
            try:
                self._place(file, key, if_absent)
            except FileExistsError as error:
                raise Conflict(
                    f"An object {key} is already stored.", code="object_exists"
                ) from error

    def _place(self, file: Path, key: str, if_absent: bool) -> None:
        *parents, name = key.split("/")
        for _attempt in range(_PLACING_ATTEMPTS):
            try:
                with opened(self._objects, parents, create=True) as folders:
                    if if_absent:
                        os.link(file, name, dst_dir_fd=folders[-1], follow_symlinks=False)
                    else:
                        os.replace(file, name, dst_dir_fd=folders[-1])
                    os.fsync(folders[-1])
            except FileNotFoundError:
                continue  # a delete has just pruned one of the folders; make it again
            return
        raise Unavailable(
            "The folder of the object vanished again and again.",
            code="storage_unavailable",
            detail=key,
        )

    def _sweep(self) -> None:
        """Remove what processes that were killed while writing have left."""
        for leftover in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if leftover.stat().st_mtime < time.time() - _STALE_SECONDS:
                    leftover.unlink()


def _walk(folder: int, prefix: str, after: str) -> Iterator[ObjectInfo]:
    for name, is_folder in children(folder):
        key = prefix + name
        if is_folder:
            below = f"{key}/"
            if after > below and not after.startswith(below):
                continue  # all of it comes before ``after``
            with suppress(FileNotFoundError, NotADirectoryError), open_below(folder, name) as inner:
                yield from _walk(inner, below, after)
        elif key > after:
            # Deleted meanwhile, or not one of ours: neither is an object here.
            with suppress(FileNotFoundError, BrokenFile):
                yield read_info(folder, name, key)
