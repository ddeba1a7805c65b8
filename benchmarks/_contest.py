"""Servers beside each other: all on one core, ``wrk`` on the other, in turns.

The contenders take turns round by round, so that a noisy machine disturbs all alike: a ratio is
the median of the rounds' ratios. CPU per request is the server's own, and says more on a busy
machine.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.table import Table

from benchmarks._machine import machine
from benchmarks._process import cpu_seconds

CLIENT_CORE = "1"
SECONDS = 1
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Contender:
    """A URL to ask for, and the process that answers it. ``base`` names the contender that it
    is compared with; ``headers`` are sent along, as in ``Accept-Encoding: gzip``."""

    name: str
    url: str
    pid: int
    base: str
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """One round of one contender."""

    per_second: float
    p50_milliseconds: float
    cpu_microseconds: float


Samples = dict[str, list[Sample]]


def obstacle(*programs: str) -> str | None:
    """Why nothing can be measured here; ``programs`` are needed beside ``wrk``."""
    if missing := [name for name in ("wrk", "taskset", *programs) if shutil.which(name) is None]:
        return f"{' and '.join(missing)} must be installed for that"
    if (os.cpu_count() or 1) < 2:
        return "server and client need a core each"
    return None


def contest(contenders: Sequence[Contender], connections: int, rounds: int) -> Samples:
    """So many rounds of all contenders."""
    samples: Samples = {contender.name: [] for contender in contenders}
    for _ in range(rounds):
        for contender in contenders:
            samples[contender.name].append(_sample(contender, connections))
    return samples


def table_of(title: str, contenders: Sequence[Contender], samples: Samples) -> Table:
    """Medians, each beside its base's."""
    table = Table(title=title, caption=machine())
    for column in ("", "requests/s", "x base", "p50 ms", "CPU us/request", "x base's CPU", "base"):
        table.add_column(column, justify="left" if column in ("", "base") else "right")
    for one in contenders:
        seen, base = samples[one.name], samples[one.base]
        cpu = _median(seen, lambda sample: sample.cpu_microseconds)
        base_cpu = _median(base, lambda sample: sample.cpu_microseconds)
        table.add_row(
            one.name,
            f"{_median(seen, lambda sample: sample.per_second):,.0f}",
            f"{_ratio(seen, base):.2f}",
            f"{_median(seen, lambda sample: sample.p50_milliseconds):.2f}",
            f"{cpu:,.1f}",
            f"{cpu / base_cpu:.2f}",
            one.base,
        )
    return table


def _sample(contender: Contender, connections: int) -> Sample:
    options = ["-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency"]
    for header in contender.headers:
        options += ["-H", header]
    before = cpu_seconds(contender.pid)
    output = subprocess.run(
        ["taskset", "-c", CLIENT_CORE, "wrk", *options, contender.url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    cpu = cpu_seconds(contender.pid) - before
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{contender.name} answered with errors:\n{output}")
    requests, per_second, p50, unit = _figures(output)
    return Sample(float(per_second), float(p50) * _MILLISECONDS[unit], cpu * 1e6 / float(requests))


def _figures(output: str) -> Sequence[str]:
    """Requests, requests a second, the median latency and its unit."""
    found = [
        re.search(pattern, output)
        for pattern in (r"(\d+) requests in", r"Requests/sec:\s+([\d.]+)", r"50%\s+([\d.]+)(\w+)")
    ]
    if not all(found):
        raise SystemExit(f"wrk says something unheard of:\n{output}")
    return [word for match in found if match for word in match.groups()]


def _median(samples: Sequence[Sample], figure: Callable[[Sample], float]) -> float:
    return statistics.median(map(figure, samples))


def _ratio(seen: Sequence[Sample], base: Sequence[Sample]) -> float:
    pairs = zip(seen, base, strict=True)
    return statistics.median(mine.per_second / its.per_second for mine, its in pairs)
