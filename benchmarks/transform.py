"""A thumbnail of 300 x 169 from a JPEG of 1920 x 1080 in memory: how long, and how many.

Run `python benchmarks/transform.py [rounds]`. Three tables: how long one takes on one core, here
and through the pool; what shrinking on load gains, and what it costs in likeness; and how many
a second eight callers get, beside libvips in a bare loop of eight threads. Contenders take turns
round by round; figures are medians of the rounds, or percentiles of all of them.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks._likeness import likeness
from benchmarks._peers import FOLDER, peers_python
from benchmarks._pictures import artwork, file_of, lines, photo
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.pipeline import transform
from tvdbproxy.imaging.transform.spec import Crop, TransformSpec

SIZE = 300, 169
FULL = 1920, 1080
LIMITS = Limits()
SPEC = TransformSpec(width=SIZE[0], height=SIZE[1], format="webp")
WHOLE = Crop(0, 0)
"""A crop that takes nothing away, but has every pixel decoded."""

CALLERS = 8
IN_A_ROUND = 40
Contender = Callable[[int], float]
"""Makes so many thumbnails and says how many seconds that took."""


def main(rounds: int) -> None:
    source = file_of(artwork(*FULL))
    console = Console(width=100)
    with ExitStack() as stack:
        with _one_core():
            console.print(_latencies(source, rounds))
        console.print(_shrinking(stack, rounds))
        console.print(_throughput(source, stack, rounds))


def _latencies(source: bytes, rounds: int) -> Table:
    """The children are started while only one core may be used, and inherit that."""
    table = Table(title=f"milliseconds for one on one core, {rounds * IN_A_ROUND} of each")
    for column in ("format", "here p50", "p99", "pool p50", "p99"):
        table.add_column(column, justify="right")
    with ImagePool(1, jobs_per_child=1_000_000) as pool:
        for name in ("webp", "avif", "jpeg"):
            spec = replace(SPEC, format=name)
            order = TransformOrder(spec, LIMITS)
            works: list[Callable[[], object]] = [
                partial(transform, source, order),
                partial(_ask, pool, source, spec),
            ]
            here, there = _in_turns(works, rounds * IN_A_ROUND)
            table.add_row(name, *_percentiles(here), *_percentiles(there))
    return table


def _in_turns(works: Sequence[Callable[[], object]], times: int) -> list[list[float]]:
    spent: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(times):
        for work, seconds in zip(works, spent, strict=True):
            started = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - started)
    return spent


def _percentiles(seconds: list[float]) -> tuple[str, str]:
    ordered = sorted(seconds)
    at = [ordered[int(len(ordered) * part)] for part in (0.5, 0.99)]
    return f"{at[0] * 1000:.1f}", f"{at[1] * 1000:.1f}"


def _shrinking(stack: ExitStack, rounds: int) -> Table:
    python = peers_python()
    compare = stack.enter_context(likeness(python)) if python else None
    table = Table(title="CPU ms with and without shrinking a JPEG on load, and how alike they look")
    for column in ("picture", "size", "with", "without", "gain", "SSIM", "SSIMULACRA2"):
        table.add_column(column, justify="right")
    for name, draw in (("photo", photo), ("artwork", artwork), ("lines", lines)):
        source = file_of(draw(*FULL))
        for width in (300, 480, 640):
            shrunk = replace(SPEC, width=width, height=0, format="png")
            specs = shrunk, replace(shrunk, crop=WHOLE)
            orders = [TransformOrder(each, LIMITS) for each in specs]
            quick, slow = (_cpu(source, order, rounds) for order in orders)
            images = [Image.open(BytesIO(transform(source, order).data)) for order in orders]
            alike = compare(images[1], images[0]) if compare else None
            words = (f"{alike[0]:.4f}", f"{alike[1]:.1f}") if alike else ("-", "-")
            table.add_row(
                name, str(width), f"{quick:.1f}", f"{slow:.1f}", f"{slow / quick:.2f}x", *words
            )
    return table


def _cpu(source: bytes, order: TransformOrder, rounds: int) -> float:
    spent = []
    for _ in range(2 * rounds + 1):
        started = time.process_time()
        transform(source, order)
        spent.append(time.process_time() - started)
    return statistics.median(spent) * 1000


def _throughput(source: bytes, stack: ExitStack, rounds: int) -> Table:
    contenders = _contenders(source, stack)
    spent: dict[str, list[float]] = {name: [] for name in contenders}
    for contender in contenders.values():
        contender(CALLERS)
    for _ in range(rounds):
        for name, contender in contenders.items():
            spent[name].append(contender(IN_A_ROUND * 2))
    rates = {name: IN_A_ROUND * 2 / statistics.median(each) for name, each in spent.items()}
    table = Table(title=f"thumbnails a second, {CALLERS} at a time, {rounds} rounds")
    for column in ("contender", "a second", "pool beside it"):
        table.add_column(column, justify="right")
    for name, rate in rates.items():
        table.add_row(name, f"{rate:.0f}", f"{rates['pool'] / rate:.2f}x")
    return table


def _contenders(source: bytes, stack: ExitStack) -> Mapping[str, Contender]:
    pool = stack.enter_context(ImagePool(os.cpu_count() or 1, jobs_per_child=1_000_000))
    order = TransformOrder(SPEC, LIMITS)
    found: dict[str, Contender] = {
        "pool": lambda times: _together(lambda: _ask(pool, source, SPEC), times),
        "threads here": lambda times: _together(lambda: transform(source, order), times),
    }
    if (python := peers_python()) is not None:
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "source.jpg"
        path.write_bytes(source)
        found["libvips"] = stack.enter_context(_vips(python, path))
    return found


def _together(work: Callable[[], object], times: int) -> float:
    with ThreadPoolExecutor(CALLERS) as threads:
        started = time.perf_counter()
        list(threads.map(lambda _: work(), range(times)))
        return time.perf_counter() - started


def _ask(pool: ImagePool, source: bytes, spec: TransformSpec) -> object:
    return pool.transform(source, spec, limits=LIMITS, deadline_seconds=30)


@contextmanager
def _vips(python: Path, path: Path) -> Iterator[Contender]:
    """One thread for each picture, as eight of them run already."""
    width, height = map(str, SIZE)
    script = FOLDER / "_peer_vips_transform.py"
    command: list[Path | str] = [python, script, path, width, height]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        env={**os.environ, "VIPS_CONCURRENCY": "1"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, answers = process.stdin, process.stdout

        def contender(times: int) -> float:
            orders.write(f"{times} {CALLERS}\n")
            return float(answers.readline())

        yield contender
        orders.close()


@contextmanager
def _one_core() -> Iterator[None]:
    """Nothing where the system cannot do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
