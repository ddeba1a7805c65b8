"""How the cost of a sync grows with the catalogue: the sweep's pages, and one title's record.

    python benchmarks/sync_growth.py [titles ...]

Upstream is a table in this process, so that what is measured is our own: mapping, writing and the
database. The catalogue is generated up to the last ten thousand titles; those are swept in, and
single titles (five seasons, fifty episodes, twenty pictures, ten people) are fetched. CPU is that
of this process; PostgreSQL's own comes on top.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks._rows import databases, fill
from tvdbproxy.catalogue import sweep
from tvdbproxy.catalogue.refresh import fetch_title, unsent
from tvdbproxy.db.database import Database
from tvdbproxy.jobs import cursors
from tvdbproxy.upstream.envelope import Reply

HOSTS = ("https://artworks.thetvdb.com",)
PAGE = 500
LAST = 10_000
REFRESHED = 30
_STEP_MANY = 10**7  # ids of the parts of one title


@dataclass(frozen=True)
class Cost:
    """Of the last ``LAST`` titles swept, and of one title fetched; seconds."""

    swept: float
    swept_cpu: float
    fetched: float
    looked: float


class Upstream:
    """A catalogue of ``titles`` series and no movie, with the records of real ones in shape."""

    def __init__(self, titles: int) -> None:
        self.titles = titles

    def get(self, path: str, params: Mapping[str, str | int | None] | None = None) -> Reply:
        if path == "/series":
            return self._page(int((params or {})["page"] or 0))
        if path == "/movies":
            return _reply([], {"next": None})
        return _reply(_record(int(path.split("/")[2])), None)

    def _page(self, page: int) -> Reply:
        first, end = page * PAGE + 1, min((page + 1) * PAGE, self.titles)
        more = "more" if end < self.titles else None
        return _reply([_base(n) for n in range(first, end + 1)], {"next": more})


def _reply(data: Any, links: dict[str, Any] | None) -> Reply:
    body = json.dumps({"status": "success", "data": data, "links": links}).encode()
    return Reply(data, links, None, body)


def main(sizes: list[int]) -> None:
    table = Table(
        title=f"milliseconds; the last {LAST:,} titles of a sweep, and one title's record"
    )
    for column in (
        "database", "titles", "sweep, 1,000 titles", "x the smallest", "of it CPU",
        "one record", "x the smallest", "reconciler's look",
    ):  # fmt: skip
        table.add_column(column, justify="left" if column == "database" else "right")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        for dialect, made in databases(Path(folder), opened).items():
            costs = {size: _cost(made(f"titles_{size}"), size) for size in sizes}
            for size, cost in costs.items():
                first = costs[sizes[0]]
                table.add_row(
                    dialect,
                    f"{size:,}",
                    f"{cost.swept * 1e6 / LAST:.0f}",
                    f"{cost.swept / first.swept:.2f}",
                    f"{cost.swept_cpu * 1e6 / LAST:.0f}",
                    f"{cost.fetched * 1000:.1f}",
                    f"{cost.fetched / first.fetched:.2f}",
                    f"{cost.looked * 1000:.1f}",
                )
    Console(width=140).print(table)


def _cost(database: Database, size: int) -> Cost:
    """Of a catalogue that has ``size`` titles when the sweep is done."""
    fill(database, size - LAST)
    upstream = Upstream(size)
    cpu, wall = time.process_time(), time.perf_counter()
    with database.write() as session:
        cursors.write(session, sweep.CURSOR, {"list": 0, "page": (size - LAST) // PAGE})
    sweep.sweep(database, upstream, HOSTS, lambda _swept, _waiting: None)
    swept, swept_cpu = time.perf_counter() - wall, time.process_time() - cpu
    cost = Cost(swept, swept_cpu, _fetch_some(database, upstream, size), _look(database))
    database.close()
    return cost


def _fetch_some(database: Database, upstream: Upstream, size: int) -> float:
    step = size // REFRESHED
    return statistics.median(
        _timed(partial(fetch_title, database, upstream, HOSTS, "series", n))
        for n in range(1, size, step)
    )


def _look(database: Database) -> float:
    def look() -> None:
        with database.write() as session:
            unsent(session, resend_after=60, limit=PAGE)

    return _timed(look)


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _base(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Title {number}",
        "slug": f"title-{number}",
        "image": f"{HOSTS[0]}/banners/v4/series/{number}/posters/a.jpg",
        "overview": "Somebody wants something and something is in the way. " * 4,
        "year": str(1950 + number % 75),
        "score": number % 5000,
        "originalLanguage": "eng",
        "status": {"id": 1, "name": "Continuing"},
        "lastUpdated": "2026-11-01 00:00:00",
    }


def _record(number: int) -> dict[str, Any]:
    part = number * 100 + _STEP_MANY
    folder = f"{HOSTS[0]}/banners/v4/series/{number}"
    seasons = [
        {"id": part + n, "seriesId": number, "number": n, "type": {"type": "official"}}
        for n in range(5)
    ]
    episodes = [
        {
            "id": part + n,
            "seriesId": number,
            "seasonNumber": n // 10,
            "number": n % 10 + 1,
            "name": f"Part {n}",
            "image": f"{folder}/episodes/{n}.jpg",
        }
        for n in range(50)
    ]
    artworks = [
        {"id": part + n, "type": (2, 3, 1)[n % 3], "image": f"{folder}/{n}.jpg", "score": n}
        for n in range(20)
    ]
    cast = [
        {"id": part + n, "peopleId": part + n, "personName": f"Person {n}", "name": f"Role {n}"}
        for n in range(10)
    ]
    more = {"seasons": seasons, "episodes": episodes, "artworks": artworks, "characters": cast}
    return _base(number) | more


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
