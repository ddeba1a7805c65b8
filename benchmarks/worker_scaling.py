"""Pictures a minute through the whole pipeline: one worker, two, and one of two on another host.

    python benchmarks/worker_scaling.py [rounds]

Redis, SeaweedFS, PostgreSQL and a sample upstream run on the same cores; each worker has one
thread and one child, and so fills one core at most. Where there are few cores, servers and workers
compete for them: so the same is measured with slow workers, of a third of a core each, which
shows what the servers between them cost. The contenders take turns round by round.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select, update

from benchmarks._quota import obstacle as no_quota
from benchmarks._quota import quota
from benchmarks._second_host import LOOPBACK, SecondHost, second_host
from benchmarks._second_host import obstacle as no_host
from chaos.stage import Stage
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, ArtworkState

TITLES = 100
PICTURES = 40
# Series 25 to 60 are invented ones, whose pictures have nothing odd.
_SERIES = range(910001 + 24, 910001 + 60)
_PATIENCE_SECONDS = 300
_GLANCE_SECONDS = 0.05

SETTINGS = {"CATALOGUE_SYNC": "held", "WORKER_THREADS": "1", "IMAGE_CHILDREN": "1"}
SLOW = 1 / 3  # of a core


@dataclass(frozen=True)
class Contender:
    """How many workers run here and on a second host, and with how much of a core each."""

    name: str
    here: int
    there: int = 0
    cores: float | None = None


CONTENDERS = (
    Contender("1 worker", 1),
    Contender("2 workers", 2),
    Contender("1 here, 1 on a second host", 1, 1),
    Contender("1 slow worker", 1, cores=SLOW),
    Contender("2 slow workers", 2, cores=SLOW),
    Contender("1 slow here, 1 on a second host", 1, 1, cores=SLOW),
)


def main(rounds: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Stage(Path(folder), titles=TITLES, settings=SETTINGS) as stage,
        ExitStack() as opened,
    ):
        host, contenders = _host(stage, opened), _possible()
        _bring(stage)
        _minute(stage, host, Contender("warm up", 2))  # everything is drawn and stored once
        seen: dict[Contender, list[float]] = {contender: [] for contender in contenders}
        for _ in range(rounds):
            for contender in contenders:
                seen[contender].append(_minute(stage, host, contender))
    table = Table(title=f"{PICTURES} pictures in five sizes, medians of {rounds} rounds")
    for column in ("", "pictures/minute", "x one of them"):
        table.add_column(column, justify="right" if column else "left")
    for contender, figures in seen.items():
        alone = next(f for one, f in seen.items() if one.cores == contender.cores)
        ratio = statistics.median(one / two for one, two in zip(figures, alone, strict=True))
        table.add_row(contender.name, f"{statistics.median(figures):,.0f}", f"{ratio:.2f}")
    Console(width=100).print(table)


def _possible() -> list[Contender]:
    """The contenders that this machine allows; what it does not is said."""
    possible = list(CONTENDERS)
    if (why := no_host()) is not None:
        print(f"A second host: not measured, {why}.")
        possible = [contender for contender in possible if not contender.there]
    if (why := no_quota()) is not None:
        print(f"Slow workers: not measured, {why}.")
        possible = [contender for contender in possible if contender.cores is None]
    return possible


def _host(stage: Stage, opened: ExitStack) -> SecondHost | None:
    return None if no_host() else opened.enter_context(second_host(_ports(stage)))


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
    for number in _SERIES:
        stage.fetch("series", number)
    with stage.services.database.write() as session:
        kept = select(Artwork.id).order_by(Artwork.id).limit(PICTURES)
        session.execute(
            update(Artwork)
            .where(Artwork.id.not_in(list(session.scalars(kept))))
            .values(due_at=None, state=ArtworkState.FAILED)
        )


def _minute(stage: Stage, host: SecondHost | None, contender: Contender) -> float:
    """Have all pictures made again; pictures a minute."""
    with _workers(stage, host, contender):
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
def _workers(stage: Stage, host: SecondHost | None, contender: Contender) -> Iterator[None]:
    names = [f"here-{number}" for number in range(contender.here)]
    names += [f"there-{number}" for number in range(contender.there)]
    with ExitStack() as running:
        for name in names:
            elsewhere = host if name.startswith("there") else None
            prefix = elsewhere.command if elsewhere else ()
            if contender.cores is not None:
                prefix = (*running.enter_context(quota(name, contender.cores)), *prefix)
            servers = elsewhere.address if elsewhere else LOOPBACK
            running.callback(stage.start_worker(name, by=prefix, servers=servers).stop)
        yield


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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
