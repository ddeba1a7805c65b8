"""The CPU of a whole job, beside what the encoder takes of it."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from rich.table import Table

from benchmarks._machine import machine
from benchmarks._process import cpu_seconds
from benchmarks._upload_client import unlike
from tvdbproxy.db.models import JobStatus, Origin
from tvdbproxy.db.schema import upgrade
from tvdbproxy.imaging import render as rendering
from tvdbproxy.imaging.encode import encode
from tvdbproxy.imaging.render import render
from tvdbproxy.ingest import pipeline
from tvdbproxy.ingest.given import Given
from tvdbproxy.settings import load_settings
from tvdbproxy.wiring import Services, build

_GIVEN = Given(user_id="ann", origin=Origin.UPLOAD, bucket="bench", profile="upload")


@dataclass(frozen=True)
class _Sample:
    """Seconds of CPU, but for ``wall``."""

    job: float
    without_analysis: float
    wall: float
    render: float
    encodes: float


def job_table(pictures: dict[str, bytes], rounds: int) -> Table:
    """A job of each, over SQLite and a folder: the store's own CPU is measured elsewhere."""
    table = Table(
        title=f"a job in the four sizes of `upload`, CPU ms, medians of {rounds} rounds",
        caption=machine(),
    )
    table.add_column("")
    for column in (
        "encodes",
        "render",
        "job without analysis",
        "x encodes",
        "job",
        "x encodes",
        "wall",
    ):
        table.add_column(column, justify="right")
    with tempfile.TemporaryDirectory() as folder:
        plain, whole = (_services(Path(folder), analysis) for analysis in (False, True))
        for name, picture in pictures.items():
            seen = [_sample(plain, whole, picture) for _ in range(rounds)]
            table.add_row(name, *_figures(seen))
        for services in (plain, whole):
            services.close()
    return table


def _figures(seen: list[_Sample]) -> list[str]:
    def median(name: str) -> float:
        return float(statistics.median(getattr(one, name) for one in seen))

    encodes = median("encodes")
    return [
        f"{1000 * encodes:.0f}",
        f"{1000 * median('render'):.0f}",
        f"{1000 * median('without_analysis'):.0f}",
        f"{median('without_analysis') / encodes:.2f}",
        f"{1000 * median('job'):.0f}",
        f"{median('job') / encodes:.2f}",
        f"{1000 * median('wall'):.0f}",
    ]


def _services(folder: Path, analysis: bool) -> Services:
    services = build(
        load_settings(
            database_url=f"sqlite:///{folder}/jobs-{analysis}.db",
            storage_backend="local",
            storage_path=folder / f"objects-{analysis}",
            broker_url="memory://",
            jwt_secret_key="a secret of the benchmark, which has 32 letters",
            analysis_enabled=analysis,
            tvdb_api_key="any",
        )
    )
    upgrade(services.database)
    return services


def _sample(plain: Services, whole: Services, picture: bytes) -> _Sample:
    without_analysis, _ = _job(plain, picture)
    job, wall = _job(whole, picture)
    took, encodes = _rendered(whole, picture)
    return _Sample(job, without_analysis, wall, took, encodes)


def _job(services: Services, picture: bytes) -> tuple[float, float]:
    """CPU of a job, that of the children that decode included, and what one waits for it."""
    accepted = services.ingest.reception.accept(_GIVEN, b"".join(unlike(picture)))
    before, began = cpu_seconds(os.getpid()), time.perf_counter()
    if pipeline.run(services.ingest, accepted.job_id) is not JobStatus.COMPLETED:
        raise SystemExit("a job of the benchmark was not completed")
    return cpu_seconds(os.getpid()) - before, time.perf_counter() - began


def _rendered(services: Services, picture: bytes) -> tuple[float, float]:
    """CPU of the rendering alone, in this process, and of the encoder within."""
    spent: list[float] = []

    def timed(*arguments: Any) -> bytes:
        began = time.thread_time()
        data = encode(*arguments)
        spent.append(time.thread_time() - began)
        return data

    began = time.process_time()
    with mock.patch.object(rendering, "encode", timed):
        render(picture, services.ingest.recipes["upload"].order())
    return time.process_time() - began, sum(spent)
