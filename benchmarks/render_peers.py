"""How many pictures a core turns into five WebP sizes: we beside others who do that.

Run `python benchmarks/render_peers.py [rounds]`. All at quality 85, method 4. The contenders
take turns round by round; figures are medians, and count the CPU of a contender's process and
its children, not the clock's time, so that a busy machine disturbs little. A running thumbor
is asked for the five sizes one after the other over loopback; what asking costs is not counted.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks._peers import FOLDER, peers_python
from benchmarks._pictures import file_of, photo
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.profiles import BUILT_IN
from tvdbproxy.imaging.render import render

SOURCES = {(680, 1000): 6, (1920, 1080): 2, (3840, 2160): 1}
"""Sizes, and how often each is rendered in a round: the kernel counts hundredths of seconds."""

ORDER = RenderOrder(BUILT_IN["artwork"])
BOXES = [(size.width, size.height) for size in ORDER.sizes if size.width and size.height]
PATIENCE = 30
Contender = Callable[[int], float]
"""Renders so many times and says how many seconds of CPU that took."""


def main(rounds: int) -> None:
    table = Table(title=f"sources a second and core, five WebP sizes each, {rounds} rounds")
    table.add_column("source")
    with tempfile.TemporaryDirectory() as name:
        for number, (size, times) in enumerate(SOURCES.items()):
            path = Path(name) / f"{size[0]}x{size[1]}.jpg"
            path.write_bytes(file_of(photo(*size)))
            with ExitStack() as stack:
                rates = _race(_contenders(path, stack), times, rounds)
            if not number:
                for contender in rates:
                    table.add_column(contender, justify="right")
            table.add_row(path.stem, *_cells(rates))
    Console(width=110).print(table)
    print("In brackets: how many times as many our render does.")


def _race(contenders: Mapping[str, Contender], times: int, rounds: int) -> dict[str, float]:
    """Sources a second of CPU by contender."""
    spent: dict[str, list[float]] = {name: [] for name in contenders}
    for contender in contenders.values():
        contender(1)
    for _ in range(rounds):
        for name, contender in contenders.items():
            spent[name].append(contender(times) / times)
    return {name: 1 / statistics.median(seconds) for name, seconds in spent.items()}


def _cells(rates: Mapping[str, float]) -> Iterator[str]:
    ours = rates["render"]
    for rate in rates.values():
        yield f"{rate:.2f}" + ("" if rate == ours else f" ({ours / rate:.2f})")


def _contenders(path: Path, stack: ExitStack) -> dict[str, Contender]:
    source = path.read_bytes()
    pool = stack.enter_context(ImagePool(1, jobs_per_child=1_000_000))
    found: dict[str, Contender] = {
        "render": lambda times: _own(lambda: render(source, ORDER), times),
        "pool": lambda times: _pool(pool, source, times),
        "Pillow loop": lambda times: _own(lambda: _plain_loop(source), times),
    }
    if (python := peers_python()) is not None:
        for name, peer in (("libvips", _vips), ("thumbor", _thumbor)):
            try:
                found[name] = stack.enter_context(peer(python, path))
            except (OSError, ValueError) as error:
                print(f"Not measured: {name}, which does not answer ({error}).")
    return found


def _own(work: Callable[[], object], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        work()
    return time.process_time() - started


def _pool(pool: ImagePool, source: bytes, times: int) -> float:
    before = sum(_cpu(pid) for pid in pool.pids())
    own = _own(lambda: pool.render(source, ORDER), times)
    return own + sum(_cpu(pid) for pid in pool.pids()) - before


def _plain_loop(source: bytes) -> None:
    """What one writes first: decode, shrink and save, once for every size."""
    for box in [None, *BOXES]:
        image: Image.Image = Image.open(BytesIO(source))
        if box is not None:
            image.load()
            image.thumbnail(box, Image.Resampling.LANCZOS)
        image.save(BytesIO(), "WEBP", quality=85, method=4)


@contextmanager
def _vips(python: Path, path: Path) -> Iterator[Contender]:
    command = [python, FOLDER / "_peer_vips.py", path]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, answers = process.stdin, process.stdout

        def contender(times: int) -> float:
            orders.write(f"{times}\n")
            return float(answers.readline())

        yield contender
        orders.close()


@contextmanager
def _thumbor(python: Path, path: Path) -> Iterator[Contender]:
    """One process of the server, keeping nothing, so that every answer is made."""
    settings = path.with_suffix(".conf")
    settings.write_text(
        "LOADER = 'thumbor.loaders.file_loader'\n"
        f"FILE_LOADER_ROOT_PATH = {str(path.parent)!r}\n"
        "STORAGE = 'thumbor.storages.no_storage'\n"
        "ALLOW_UNSAFE_URL = True\n"
    )
    port = FreePorts().one()
    command = [str(python.with_name("thumbor")), "--ip", "127.0.0.1", "--port", str(port)]
    command += ["--conf", str(settings), "--processes", "1"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        addresses = list(_addresses(port, path.name))
        try:
            _wait_for(addresses[-1], process)

            def contender(times: int) -> float:
                before = _cpu(process.pid)
                for _ in range(times):
                    for address in addresses:
                        _get(address)
                return _cpu(process.pid) - before

            yield contender
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _addresses(port: int, picture: str) -> Iterator[str]:
    filters = "filters:quality(85):format(webp)"
    for box in [None, *BOXES]:
        place = "" if box is None else f"fit-in/{box[0]}x{box[1]}/"
        yield f"http://127.0.0.1:{port}/unsafe/{place}{filters}/{picture}"


def _get(address: str) -> bytes:
    with urlopen(address, timeout=PATIENCE) as answer:
        body: bytes = answer.read()
    if body[8:12] != b"WEBP":
        raise ValueError(f"{address} is no WebP")
    return body


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            _get(address)
            return
        except (URLError, ConnectionError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _cpu(pid: int) -> float:
    """Seconds that a process and its children that have ended spent."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(fields[place]) for place in range(11, 15)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
