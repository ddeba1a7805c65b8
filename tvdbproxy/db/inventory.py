"""What a listing of buckets said, kept in a file that has no name, to be asked by key.

A listing comes in the store's order, which differs between servers, and may be a million
keys long. In memory that would be hundreds of megabytes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from tvdbproxy.errors import Unavailable

_CACHE_KIBIBYTES = 16 * 1024
# Less than the parameters that every SQLite takes.
_AT_A_TIME = 500


class Inventory:
    """``(bucket, key)`` to size and ETag. For one thread; the file goes when it is closed."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("")  # spills to the folder for temporary files
        with _our_errors():
            self._file.execute(f"PRAGMA cache_size=-{_CACHE_KIBIBYTES}")
            self._file.execute("PRAGMA journal_mode=OFF")
            self._file.execute(
                "CREATE TABLE objects (bucket TEXT, key TEXT, size INTEGER, etag TEXT, "
                "PRIMARY KEY (bucket, key)) WITHOUT ROWID"
            )

    def add(self, bucket: str, objects: Iterable[tuple[str, int, str]]) -> None:
        """Remember keys with their sizes and ETags."""
        rows = [(bucket, *one) for one in objects]
        with _our_errors():
            self._file.executemany("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)", rows)

    def find(self, bucket: str, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
        """Size and ETag of those of the keys that were listed."""
        found: dict[str, tuple[int, str]] = {}
        for start in range(0, len(keys), _AT_A_TIME):
            some = keys[start : start + _AT_A_TIME]
            marks = ",".join("?" * len(some))
            asked = f"SELECT key, size, etag FROM objects WHERE bucket = ? AND key IN ({marks})"  # noqa: S608
            with _our_errors():
                rows = self._file.execute(asked, [bucket, *some]).fetchall()
            found |= {key: (size, etag) for key, size, etag in rows}
        return found

    def close(self) -> None:
        """Forget it all."""
        self._file.close()


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(
            "The listing of the buckets finds no room: make some where temporary files are, "
            "or set TMPDIR.",
            code="temporary_files_full",
            detail=str(error),
        ) from error
