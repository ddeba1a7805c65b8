"""Memory while a whole catalogue is swept in, and while the door answers more and more questions.

    python benchmarks/catalogue_memory.py [titles] [questions]

The sweep runs in this process, over the client that workers use; the door is ``tvdbproxy serve``
with room for eight MiB of answers, asked for one record after the other. The sample upstream is a
process of its own, the database SQLite. Resident memory is the system's figure.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from benchmarks._catalogue_servers import authorization, key_for, run_door, run_sample
from benchmarks._machine import machine
from benchmarks._process import family, memory_mb
from benchmarks._rows import open_at
from tvdbproxy.catalogue import sweep
from tvdbproxy.db.schema import upgrade
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.settings import load_settings
from tvdbproxy.wiring import build

MEMORY_MB = 8
FIRST_SERIES = 910_001
SERIES_SHARE = 0.6  # of the sample's titles

Figures = list[tuple[int, int]]


def main(titles: int, questions: int) -> None:
    if questions > titles * SERIES_SHARE:
        raise SystemExit(f"Only {SERIES_SHARE:.0%} of the titles are series to ask for.")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        ports = FreePorts()
        api, _sample = running.enter_context(run_sample(ports, "--titles", str(titles)))
        swept = _sweep(Path(folder), api, titles)
        asked = _ask(Path(folder), ports, api, questions)
    table = Table(title="resident memory, MiB", caption=machine())
    for column in ("", "after", "MiB", "x the first"):
        table.add_column(column, justify="right" if column else "left")
    for name, figures in (("a sweep, titles", swept), ("the door's processes, records", asked)):
        for count, memory in figures:
            table.add_row(name, f"{count:,}", f"{memory}", f"{memory / figures[0][1]:.2f}")
    Console(width=100).print(table)


def _sweep(folder: Path, api: str, titles: int) -> Figures:
    """What this process has after a tenth of the titles, and after all."""
    host = api.removesuffix("/v4")
    settings = load_settings(
        database_url=f"sqlite:///{folder}/swept.db",
        broker_url="memory://",
        storage_backend="local",
        storage_path=folder / "objects",
        tvdb_api_key="any",
        tvdb_base_url=api,
        tvdb_artwork_hosts=(host,),
        fetch_private_hosts=(host.removeprefix("http://"),),
    )
    services = build(settings)
    figures: Figures = []
    done, left = 0, _milestones(titles)

    def note(swept: sweep.Swept, _waiting: list[tuple[str, int]]) -> None:
        nonlocal done
        done += swept.titles
        while left and done >= left[0]:
            left.pop(0)
            figures.append((done, memory_mb(os.getpid())))

    try:
        upgrade(services.database)
        sweep.sweep(services.database, services.upstream, services.kitchen.hosts, note)
    finally:
        services.close()
    return figures


def _ask(folder: Path, ports: FreePorts, api: str, questions: int) -> Figures:
    """What the web process has after its first answer, a tenth of them, half, and all."""
    database = open_at(f"sqlite:///{folder}/asked.db")
    upgrade(database)
    key = key_for(database, "mirror")
    settings = {"CATALOGUE_MEMORY_MB": str(MEMORY_MB)}
    figures: Figures = []
    url = f"sqlite:///{folder}/asked.db"
    with run_door(folder, ports, api, url, settings) as (door, pid):
        name, _, token = authorization(door, key).partition(": ")
        connection = HTTPConnection(urlsplit(door).netloc)
        milestones = _milestones(questions)
        for number in range(questions):
            path = f"/v4/series/{FIRST_SERIES + number}/extended"
            connection.request("GET", path, headers={name: token})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path} was answered with {answer.status}")
            if number + 1 in milestones:
                figures.append((number + 1, sum(map(memory_mb, family(pid)))))
        connection.close()
    database.close()
    return figures


def _milestones(whole: int) -> list[int]:
    return sorted({max(whole // 10, 1), max(whole // 2, 1), whole})


def _numbers(words: Sequence[str]) -> tuple[int, int]:
    titles = int(words[0]) if words else 100_000
    return titles, int(words[1]) if len(words) > 1 else min(titles // 10, 10_000)


if __name__ == "__main__":
    main(*_numbers(sys.argv[1:]))
