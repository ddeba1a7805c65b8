"""What a million rows cost: finding titles without a picture, the reconciler's look, the cleanup.

    python benchmarks/million_rows.py [rows ...]

Rows are generated inside the database; the bucket is a listing that is generated on the way, so
that only our own work is measured. Each part runs in a process of its own, whose memory is told.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks._rows import databases, fill, open_at, url_of, variant_key
from tvdbproxy.artwork import cleanup, feed, missing
from tvdbproxy.db.database import Database
from tvdbproxy.storage.store import ObjectInfo

STRAY_EVERY = 1000  # one object in a thousand has no row
BATCH = 500


@dataclass(frozen=True)
class Seen:
    """Seconds, how many things in them, and the most memory (MB) that it took on top."""

    seconds: float
    count: int
    megabytes: float


def main(sizes: list[int]) -> None:
    table = Table(title="by rows of each table; times in milliseconds or per second")
    for column in (
        "database", "rows", "first page without picture", "all pages, titles/s",
        "reconciler's look", "cleanup, objects/s", "cleanup, MB",
    ):  # fmt: skip
        table.add_column(column, justify="left" if column == "database" else "right")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        for dialect, made in databases(Path(folder), opened).items():
            for rows in sizes:
                table.add_row(dialect, f"{rows:,}", *_row(made(f"rows_{rows}"), rows))
    Console(width=140).print(table)


def _row(database: Database, rows: int) -> Iterator[str]:
    fill(database, rows)
    url = url_of(database)
    database.close()
    first, every = _alone(_first_page, url), _alone(_all_pages, url)
    look, swept = _alone(_reconcile, url), _alone(_clean, url, rows)
    yield f"{first.seconds * 1000:.1f}"
    yield f"{every.count / every.seconds:,.0f}"
    yield f"{look.seconds * 1000:.1f}"
    yield f"{swept.count / swept.seconds:,.0f}"
    yield f"{swept.megabytes:.1f}"


class _Listing:
    """A bucket of objects that the rows know, and a stray among every thousand."""

    def __init__(self, infos: Callable[[], Iterator[ObjectInfo]]) -> None:
        self._infos = infos

    def list(self, _prefix: str = "", _after: str = "") -> Iterator[ObjectInfo]:
        return self._infos()

    def delete_many(self, keys: Iterable[str]) -> None:
        """Gone, as far as the cleanup knows."""


def _objects(rows: int) -> Iterator[ObjectInfo]:
    old = datetime(2025, 1, 1, tzinfo=UTC)
    for number in range(rows):
        key = variant_key(number)
        if number % STRAY_EVERY == 0:
            yield ObjectInfo(f"{key}.stray", 1, "etag", old)
        yield ObjectInfo(key, 1, "etag", old)


def _first_page(url: str) -> int:
    database = open_at(url)
    return len(next(missing.titles_without_picture(database, ["series"]), []))


def _all_pages(url: str) -> int:
    database = open_at(url)
    return sum(len(page) for page in missing.titles_without_picture(database, ["series"]))


def _reconcile(url: str) -> int:
    with open_at(url).write() as session:
        return len(feed.due(session, feed.UNFINISHED, resend_after=60, limit=BATCH))


def _clean(url: str, rows: int) -> int:
    swept = cleanup.clean(
        open_at(url),
        _Listing(lambda: iter(())),  # type: ignore[arg-type]
        _Listing(lambda: _objects(rows)),  # type: ignore[arg-type]
        grace_hours=24,
        dry_run=False,
    )
    assert swept.deleted == -(-rows // STRAY_EVERY), swept
    return swept.examined


def _alone(part: Callable[..., int], *arguments: Any) -> Seen:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (part, *arguments))


def _timed(part: Callable[..., int], url: str, *arguments: Any) -> Seen:
    open_at(url).ping()  # drivers are imported before the clock runs
    before = _most_memory()
    started = time.perf_counter()
    count = part(url, *arguments)
    return Seen(time.perf_counter() - started, count, _most_memory() - before)


def _most_memory() -> float:
    """The most that this process has had, in MB (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
