"""How long does each page of the dashboard take among a million pictures?

    python benchmarks/dashboard.py [pictures [rounds]]

Rows are generated (``_dashboard_rows.py``): so many pictures of the catalogue, a tenth as many of
applications with their jobs. Somebody who has logged in asks through the WSGI application for every
page with every filter, and for its live part, in turns: what else the machine does falls on all of
them. Redis is a real one. "Best" is of all rounds, and "CPU" the median of what our process and
PostgreSQL's computed: what a busy machine can tell of an idle one.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import update

from benchmarks._cpu_clock import CpuClock
from benchmarks._dashboard_pages import pages
from benchmarks._dashboard_rows import COMMON_CODE, Size, fill
from benchmarks._rows import databases, url_of
from tests.servers.own_redis import OwnRedis
from tvdbproxy.access import sessions
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import JobStatus, ProcessingJob
from tvdbproxy.embedded.redis_server import find_redis
from tvdbproxy.ops import figures
from tvdbproxy.settings import load_settings
from tvdbproxy.web.app import create_app
from tvdbproxy.web.dashboard.door import COOKIE
from tvdbproxy.wiring import Services, build

TARGET_MS = 200
ADMIN_KEY = "the-admin-key"
_LIVE = {"Accept": "text/event-stream"}
_PRESSES = 5


@dataclass(frozen=True)
class Seen:
    """Milliseconds of one address, best first; ``path`` is below ``/admin/``."""

    path: str
    times: list[float]
    cpu: float

    @property
    def best(self) -> float:
        return self.times[0]

    @property
    def p50(self) -> float:
        return median(self.times)

    @property
    def p99(self) -> float:
        return self.times[min(int(len(self.times) * 0.99), len(self.times) - 1)]


@dataclass(frozen=True)
class Asking:
    """Somebody who has logged in, and looks at the clock."""

    client: FlaskClient
    clock: CpuClock

    def ask(self, path: str, headers: dict[str, str]) -> tuple[float, float]:
        """Milliseconds until the answer, and those of CPU."""
        began, cpu = time.perf_counter(), self.clock.seconds()
        answer = self.client.get(f"/admin/{path}", headers=headers)
        took = (time.perf_counter() - began) * 1000, (self.clock.seconds() - cpu) * 1000
        assert answer.status_code == 200, (path, answer.status_code)
        return took


def main(pictures: int, rounds: int) -> int:
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        os.chdir(folder)  # no setting comes from the folder that this is run in
        if (program := find_redis()) is None:
            print("Not measured: there is no redis-server.")
            return 0
        redis = OwnRedis(program, folder)
        opened.callback(redis.stop)
        redis.start()
        return max(
            _measure(dialect, _filled(made, pictures), redis.url, rounds)
            for dialect, made in databases(folder, opened).items()
        )


def _filled(made: Callable[[str], Database], pictures: int) -> str:
    with closing(made("dashboard")) as database:
        began = time.perf_counter()
        fill(database, Size(pictures, pictures // 10))
        print(f"{pictures:,} pictures generated in {time.perf_counter() - began:.0f} s", flush=True)
        return url_of(database)


def _measure(dialect: str, url: str, redis: str, rounds: int) -> int:
    """Print it all; how many pages miss the target."""
    services = build(
        load_settings(
            database_url=url,
            broker_url=redis,
            storage_backend="local",
            storage_path=Path("objects"),
            admin_api_key=ADMIN_KEY,
        )
    )
    with closing(services):
        print(f"\n{dialect}: figures {_figures(services.database)}", flush=True)
        client = create_app(services).test_client()
        with services.database.read() as session:
            found = pages(session)
        client.post("/admin/login", data={"key": ADMIN_KEY})
        paths = [path for paths in found.values() for path in paths]
        gc.collect()
        gc.freeze()  # as a web process does
        seen = _turns(Asking(client, CpuClock(services.database)), paths, rounds)
        Console(width=140).print(_table(f"{dialect}, {rounds} rounds", found, seen))
        print(f"{dialect}: {'; '.join(_actions(client, services))}", flush=True)
    return sum(max(whole.p99, live.p99) > TARGET_MS for whole, live in seen.values())


def _figures(database: Database) -> str:
    took = []
    for name, count in figures.COUNTS.items():
        began = time.perf_counter()
        figures.take(database, {name: count}, every_seconds=0)
        took.append(f"{name} {time.perf_counter() - began:.1f} s")
    return ", ".join(took)


def _turns(asking: Asking, paths: list[str], rounds: int) -> dict[str, tuple[Seen, Seen]]:
    """Of each, the whole page and its live part; after a look that nobody counts."""
    for path in paths:
        asking.ask(path, {})
    took: dict[tuple[str, bool], list[tuple[float, float]]] = defaultdict(list)
    for _ in range(rounds):
        for path in paths:
            for live in (False, True):
                took[path, live].append(asking.ask(path, _LIVE if live else {}))
    return {path: (_seen(path, took[path, False]), _seen(path, took[path, True])) for path in paths}


def _seen(path: str, took: list[tuple[float, float]]) -> Seen:
    return Seen(path, sorted(wall for wall, _ in took), median(cpu for _, cpu in took))


def _table(title: str, found: dict[str, list[str]], seen: dict[str, tuple[Seen, Seen]]) -> Table:
    """The worst of each page."""
    table = Table(title=f"{title}, milliseconds of each page's worst address; target {TARGET_MS}")
    columns = (
        "page",
        "addresses",
        "best",
        "p50",
        "p99",
        "CPU",
        "live p50",
        "live p99",
        "",
        "worst",
    )
    for column in columns:
        is_text = column in ("page", "", "worst")
        table.add_column(column, justify="left" if is_text else "right", overflow="fold")
    for page, paths in found.items():
        whole = max((seen[path][0] for path in paths), key=lambda one: one.p50)
        live = max((seen[path][1] for path in paths), key=lambda one: one.p50)
        slowest = max(one.p99 for path in paths for one in seen[path])
        figures_ = (whole.best, whole.p50, whole.p99, whole.cpu, live.p50, live.p99)
        words = "reached" if slowest <= TARGET_MS else f"missed: {slowest:.0f}"
        table.add_row(page, str(len(paths)), *(f"{one:.0f}" for one in figures_), words, whole.path)
    return table


def _actions(client: FlaskClient, services: Services) -> Iterator[str]:
    """What the buttons take for all that failed: 500 at a press."""
    with services.database.write() as session:
        session.execute(
            update(ProcessingJob)
            .where(ProcessingJob.status == JobStatus.COMPLETED)
            .values(status=JobStatus.FAILED, error_code="image_truncated")
        )
    cookie = client.get_cookie(COOKIE, path="/admin/")
    assert cookie is not None
    word = sessions.form_word(cookie.value)
    for what, path, fields in (
        ("pictures that failed", "library/retry", {}),
        ("pictures of one error", "library/retry", {"code": COMMON_CODE}),
        ("jobs that failed", "jobs/retry", {}),
        ("jobs of one error", "jobs/retry", {"code": "image_truncated"}),
        ("dead callbacks", "callbacks/retry", {}),
    ):
        times = sorted(_press(client, path, {"csrf": word, **fields}) for _ in range(_PRESSES))
        yield f"retry {what}: {times[0]:.0f} to {times[-1]:.0f} ms"


def _press(client: FlaskClient, path: str, fields: dict[str, str]) -> float:
    began = time.perf_counter()
    answer = client.post(f"/admin/{path}", data=fields)
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 303, (path, answer.status_code)
    return took


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    missed = main(given[0] if given else 1_000_000, given[1] if len(given) > 1 else 30)
    print("every page in time" if not missed else f"{missed} addresses miss {TARGET_MS} ms")
