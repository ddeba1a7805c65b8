"""How much `render` costs beside its own encoders, a plain loop, and a child process.

"Its encodes" is the CPU that the render's own threads spend inside the encoder.
Run `python benchmarks/render_sizes.py [rounds]`. Every row is measured interleaved, round
by round, in one process; medians are shown. CPU is that of all threads.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any
from unittest import mock

from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks._pictures import file_of, photo
from tvdbproxy.imaging import render as rendering
from tvdbproxy.imaging.encode import encode
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.profiles import BUILT_IN
from tvdbproxy.imaging.render import render

SOURCES = ((680, 1000), (1920, 1080), (3840, 2160))
ORDER = RenderOrder(BUILT_IN["artwork"])
Seconds = tuple[float, float]
"""CPU and wall."""


def main(rounds: int) -> None:
    table = Table(title=f"five WebP sizes of one JPEG, medians of {rounds} rounds, milliseconds")
    columns = (
        "source",
        "plain loop CPU",
        "render CPU",
        "its encodes CPU",
        "plain / render",
        "render / encodes",
        "plain wall",
        "render wall",
        "pool wall",
        "pool - render",
    )
    for column in columns:
        table.add_column(column, justify="right")
    with ImagePool(1) as pool:
        for size in SOURCES:
            table.add_row(*_row(size, pool, rounds))
    Console(width=160).print(table)


def _row(size: tuple[int, int], pool: ImagePool, rounds: int) -> list[str]:
    source = file_of(photo(*size))
    pool.render(source, ORDER)
    encoder = _StopWatch()
    contenders: dict[str, Callable[[], object]] = {
        "plain": lambda: _plain_loop(source),
        "render": lambda: render(source, ORDER),
        "pool": lambda: pool.render(source, ORDER),
    }
    seen: dict[str, list[Seconds]] = {name: [] for name in (*contenders, "encodes")}
    for _ in range(rounds):
        for name, contender in contenders.items():
            with mock.patch.object(rendering, "encode", encoder.encode):
                seen[name].append(_timed(contender))
        seen["encodes"].append((encoder.take(), 0))
    cpu = {name: statistics.median(pair[0] for pair in pairs) for name, pairs in seen.items()}
    wall = {name: statistics.median(pair[1] for pair in pairs) for name, pairs in seen.items()}
    return [
        f"{size[0]}x{size[1]}",
        *(f"{1000 * cpu[name]:.0f}" for name in ("plain", "render", "encodes")),
        f"{cpu['plain'] / cpu['render']:.2f}",
        f"{cpu['render'] / cpu['encodes']:.2f}",
        *(f"{1000 * wall[name]:.0f}" for name in ("plain", "render", "pool")),
        f"{1000 * (wall['pool'] - wall['render']):.0f}",
    ]


def _timed(contender: Callable[[], object]) -> Seconds:
    cpu, wall = time.process_time(), time.perf_counter()
    contender()
    return time.process_time() - cpu, time.perf_counter() - wall


def _plain_loop(source: bytes) -> None:
    """What one writes first: decode, shrink and save, once for every size."""
    for size in ORDER.sizes:
        image: Image.Image = Image.open(BytesIO(source))
        if size.width is not None and size.height is not None:
            image = image.copy()
            image.thumbnail((size.width, size.height), Image.Resampling.LANCZOS)
        image.save(BytesIO(), "WEBP", quality=85, method=4)


class _StopWatch:
    """Adds up the CPU that threads spend in the encoder."""

    def __init__(self) -> None:
        self._seconds: list[float] = []

    def encode(self, *arguments: Any) -> bytes:
        started = time.thread_time()
        data = encode(*arguments)
        self._seconds.append(time.thread_time() - started)
        return data

    def take(self) -> float:
        total = sum(self._seconds)
        self._seconds.clear()
        return total


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
