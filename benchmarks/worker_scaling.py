"""Pictures a minute through the whole pipeline: one worker, two, and one of two on another host.

    python benchmarks/worker_scaling.py [rounds]

Redis, SeaweedFS, PostgreSQL and a sample upstream on the same cores; each worker has one thread
and one child, and so fills one core at most. The contenders take turns round by round.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select, update

from benchmarks._second_host import LOOPBACK, SecondHost, obstacle, second_host
from chaos.stage import Stage
from tvdbproxy.catalogue.refresh import fetch_title
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, ArtworkState
from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.start import start_and_wait

TITLES = 100
PICTURES = 120
# Series 25 to 60 are invented ones, whose pictures have nothing odd.
_SERIES = range(910001 + 24, 910001 + 60)
_PATIENCE_SECONDS = 300
_GLANCE_SECONDS = 0.05

SETTINGS = {"CATALOGUE_SYNC": "held", "WORKER_THREADS": "1", "IMAGE_CHILDREN": "1"}
# Contenders: how many workers run here, and how many on the second host.
CONTENDERS = {"1 worker": (1, 0), "2 workers": (2, 0), "1 here, 1 on a second host": (1, 1)}


def main(rounds: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Stage(Path(folder), titles=TITLES, settings=SETTINGS) as stage,
        ExitStack() as opened,
    ):
        host = _host(stage, opened)
        contenders = {n: w for n, w in CONTENDERS.items() if host is not None or w[1] == 0}
        _bring(stage)
        _minute(stage, host, (2, 0))  # everything is drawn once, and stored for the first time
        seen: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(rounds):
            for name, here_and_there in contenders.items():
                seen[name].append(_minute(stage, host, here_and_there))
    table = Table(title=f"{PICTURES} pictures in five sizes, medians of {rounds} rounds")
    for column in ("", "pictures/minute", "x 1 worker"):
        table.add_column(column, justify="right" if column else "left")
    alone = seen["1 worker"]
    for name, figures in seen.items():
        ratio = statistics.median(one / two for one, two in zip(figures, alone, strict=True))
        table.add_row(name, f"{statistics.median(figures):,.0f}", f"{ratio:.2f}")
    Console(width=100).print(table)


def _host(stage: Stage, opened: ExitStack) -> SecondHost | None:
    if (why := obstacle()) is not None:
        print(f"A second host: not measured, {why}.")
        return None
    return opened.enter_context(second_host(_ports(stage)))


def _ports(stage: Stage) -> list[int]:
    settings = stage.settings
    urls = (
        settings.broker,
        settings.storage.s3_endpoint_url,
        settings.database.database_url,
        settings.upstream.tvdb_base_url,
    )
    return [port for url in urls if (port := urlsplit(url).port) is not None]


def _bring(stage: Stage) -> None:
    """Titles whole; all pictures but ``PICTURES`` are set aside."""
    services = stage.services
    for number in _SERIES:
        fetch_title(services.database, services.upstream, services.kitchen.hosts, "series", number)
    with services.database.write() as session:
        kept = select(Artwork.id).order_by(Artwork.id).limit(PICTURES)
        session.execute(
            update(Artwork)
            .where(Artwork.id.not_in(list(session.scalars(kept))))
            .values(due_at=None, state=ArtworkState.FAILED)
        )


def _minute(stage: Stage, host: SecondHost | None, here_and_there: tuple[int, int]) -> float:
    """Have all pictures made again; pictures a minute."""
    with _workers(stage, host, *here_and_there):
        pictures = _due(stage)
        started = time.perf_counter()
        for number in pictures:
            stage.services.queue.send("process_artwork", number)
        while _unfinished(stage):
            if time.perf_counter() - started > _PATIENCE_SECONDS:
                raise SystemExit(f"{_unfinished(stage)} pictures were never made")
            time.sleep(_GLANCE_SECONDS)
        return len(pictures) / (time.perf_counter() - started) * 60


@contextmanager
def _workers(stage: Stage, host: SecondHost | None, here: int, there: int) -> Iterator[None]:
    with ExitStack() as running:
        for number in range(here):
            running.callback(_start(stage, f"here-{number}").stop)
        for number in range(there):
            assert host is not None
            running.callback(_start(stage, f"there-{number}", host).stop)
        yield


def _start(stage: Stage, name: str, host: SecondHost | None = None) -> Process:
    log = stage.folder / "logs" / f"{name}-{time.monotonic_ns()}.log"
    environment = stage.environment
    if host is not None:
        environment = {k: v.replace(LOOPBACK, host.address) for k, v in environment.items()}
    return start_and_wait(
        Program(
            name=name,
            argv=(*(host.command if host is not None else ()), sys.executable, "-m", "workers"),
            log=log,
            environment=environment,
            is_ready=lambda: "worker ready" in log.read_text(),
        )
    )


def _due(stage: Stage) -> list[int]:
    with stage.services.database.write() as session:
        wanted = Artwork.state != ArtworkState.FAILED
        session.execute(
            update(Artwork)
            .where(wanted)
            .values(state=ArtworkState.PENDING, due_at=now(session), sent_at=None, forced=True)
        )
        return list(session.scalars(select(Artwork.id).where(wanted).order_by(Artwork.id)))


def _unfinished(stage: Stage) -> int:
    busy = (ArtworkState.PENDING, ArtworkState.PROCESSING)
    with stage.services.database.read() as session:
        return session.scalar(select(func.count()).where(Artwork.state.in_(busy))) or 0


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
