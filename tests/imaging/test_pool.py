from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from tests.imaging.drawing import encoded, photo, quarters
from tvdbproxy.errors import BadPicture, Crashed, Overloaded, TooLarge, Unsupported
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.limits import Budget, Limits
from tvdbproxy.imaging.order import Rendered, RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.profiles import BUILT_IN
from tvdbproxy.imaging.render import render
from tvdbproxy.imaging.sizes import Size

QUICK = RenderOrder((Size("small", 32),), effort="fast")
GENEROUS = Limits(max_bytes=1 << 30, max_pixels=400_000_000, max_pixels_modern=400_000_000)
ENDLESS = RenderOrder(
    tuple(Size(f"s{side}", side) for side in range(1500, 1900, 4)), (Format.WEBP,), 90
)
"""A hundred sizes, each of which takes a good part of a second."""

PATIENCE = 30.0
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def small() -> bytes:
    return encoded(quarters(64, 48), "PNG")


@pytest.fixture(scope="module")
def heavy() -> bytes:
    return encoded(photo(1900, 1400), "JPEG")


@pytest.fixture
def pool() -> Iterator[ImagePool]:
    with ImagePool(1) as made:
        yield made


def wait_until(true: Callable[[], object]) -> None:
    """Poll until the condition holds; fail after a time no healthy run needs."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "the condition never came true"
        time.sleep(0.005)


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def start_endless(pool: ImagePool, heavy: bytes, threads: ThreadPoolExecutor) -> Future[Rendered]:
    """Begin a job that will not end by itself, and return when it is well under way."""
    pool.render(encoded(quarters(), "PNG"), QUICK)
    (pid,) = pool.pids()
    before = cpu_ticks(pid)
    future = threads.submit(pool.render, heavy, ENDLESS)
    wait_until(lambda: cpu_ticks(pid) > before + 20)
    return future


def test_a_child_gives_what_the_render_gives(pool: ImagePool) -> None:
    source = encoded(photo(680, 1000), "JPEG")
    order = RenderOrder(BUILT_IN["artwork"], (Format.WEBP, Format.JPEG))
    assert pool.render(source, order) == render(source, order)


def test_refusals_come_through_and_the_child_goes_on(pool: ImagePool, small: bytes) -> None:
    pool.render(small, QUICK)
    before = pool.pids()
    with pytest.raises(Unsupported, match="JSON"):
        pool.render(b'{"not": "a picture"}', QUICK)
    with pytest.raises(BadPicture) as caught:
        pool.render(b"", QUICK)
    assert caught.value.code == "image_empty"
    with pytest.raises(TooLarge):
        pool.render(small, RenderOrder(QUICK.sizes, limits=Limits(max_bytes=10)))
    pool.render(small, QUICK)
    assert pool.pids() == before


def test_no_child_is_started_before_it_is_needed(small: bytes) -> None:
    with ImagePool(3) as pool:
        assert pool.pids() == frozenset()
        for _ in range(3):
            pool.render(small, QUICK)
        assert len(pool.pids()) == 1


def test_eight_threads_share_two_children(small: bytes) -> None:
    sources = [encoded(quarters(60 + n, 40), "PNG") for n in range(24)]
    with ImagePool(2) as pool, ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda source: pool.render(source, QUICK), sources))
        assert len(pool.pids()) <= 2
    assert [result.picture.width for result in results] == [60 + n for n in range(24)]


@pytest.mark.proves("F2")
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV])
def test_a_child_that_dies_costs_its_job_alone(
    pool: ImagePool, small: bytes, heavy: bytes, blow: signal.Signals
) -> None:
    with ThreadPoolExecutor(1) as threads:
        future = start_endless(pool, heavy, threads)
        (pid,) = pool.pids()
        os.kill(pid, blow)
        with pytest.raises(Crashed, match=blow.name) as caught:
            future.result(PATIENCE)
    assert caught.value.code == "decoder_crashed"
    assert not is_running(pid)
    assert pool.render(small, QUICK).variants
    assert pid not in pool.pids()


def test_a_child_that_died_while_idle_costs_nothing(pool: ImagePool, small: bytes) -> None:
    pool.render(small, QUICK)
    (pid,) = pool.pids()
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_running(pid))
    assert pool.render(small, QUICK).variants


@pytest.mark.proves("I4")
def test_a_job_beyond_its_wall_clock_is_killed(small: bytes, heavy: bytes) -> None:
    with ImagePool(1, Budget(cpu_seconds=60, wall_seconds=1.5)) as pool:
        pool.render(small, QUICK)
        (pid,) = pool.pids()
        with pytest.raises(Crashed, match=r"1\.5 s"):
            pool.render(heavy, ENDLESS)
        assert not is_running(pid)
        assert pool.render(small, QUICK).variants


def test_a_child_that_stops_answering_is_killed(small: bytes) -> None:
    with ImagePool(1, Budget(wall_seconds=1)) as pool:
        pool.render(small, QUICK)
        (pid,) = pool.pids()
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(Crashed):
            pool.render(small, QUICK)
        assert not is_running(pid)


@pytest.mark.proves("I4")
def test_a_job_beyond_its_cpu_is_the_fault_of_the_picture(small: bytes, heavy: bytes) -> None:
    with ImagePool(1, Budget(cpu_seconds=1, wall_seconds=60)) as pool:
        with pytest.raises(BadPicture) as caught:
            pool.render(heavy, ENDLESS)
        assert caught.value.code == "image_too_slow"
        assert pool.render(small, QUICK).variants


def test_the_cpu_limit_counts_each_job_by_itself(heavy: bytes) -> None:
    order = RenderOrder((Size("w", 900),), effort="fast")
    with ImagePool(1, Budget(cpu_seconds=1, wall_seconds=60)) as pool:
        pool.render(heavy, order)
        (pid,) = pool.pids()
        while cpu_ticks(pid) < 2.1 * os.sysconf("SC_CLK_TCK"):
            pool.render(heavy, order)
        assert pool.pids() == {pid}


@pytest.mark.proves("F52", "I1")
@pytest.mark.parametrize("picture_format", ["WEBP", "AVIF", "PNG", "JPEG"])
def test_memory_is_bounded_and_the_parent_none_the_worse(picture_format: str, small: bytes) -> None:
    quickly = {"speed": 10} if picture_format == "AVIF" else {}
    bomb = encoded(Image.new("RGB", (4_500, 4_500)), picture_format, **quickly)
    order = RenderOrder((Size("original"),), effort="fast", limits=GENEROUS)
    with ImagePool(1, Budget(memory_mb=128)) as pool:
        with pytest.raises(BadPicture) as caught:
            pool.render(bomb, order)
        # Libwebp does not say why it cannot begin.
        assert caught.value.code in {"image_too_large", "image_undecodable"}
        assert pool.render(small, QUICK).variants


def test_a_child_is_replaced_after_its_share_of_jobs(small: bytes) -> None:
    with ImagePool(1, jobs_per_child=2) as pool:
        seen = []
        for _ in range(4):
            pool.render(small, QUICK)
            seen.append(pool.pids())
    assert len(seen[0]) == 1
    assert seen[1] == frozenset()
    assert seen[2] not in (seen[0], frozenset())


def test_who_waits_too_long_for_a_child_hears_that_we_are_busy(
    pool: ImagePool, small: bytes, heavy: bytes
) -> None:
    with ThreadPoolExecutor(1) as threads:
        future = start_endless(pool, heavy, threads)
        with pytest.raises(Overloaded) as caught:
            pool.render(small, QUICK, wait_seconds=0.02)
        assert caught.value.retry_after
        pool.close()
        with pytest.raises(Overloaded, match="shutting down"):
            future.result(PATIENCE)


def test_a_closed_pool_leaves_no_process_and_takes_no_order(small: bytes) -> None:
    pool = ImagePool(1)
    pool.render(small, QUICK)
    (pid,) = pool.pids()
    pool.close()
    pool.close()
    assert not is_running(pid)
    with pytest.raises(Overloaded):
        pool.render(small, QUICK)


def test_the_thread_that_first_needed_a_child_may_end(pool: ImagePool, small: bytes) -> None:
    thread = threading.Thread(target=pool.render, args=(small, QUICK))
    thread.start()
    thread.join()
    before = pool.pids()
    for _ in range(3):
        pool.render(small, QUICK)
    assert pool.pids() == before


def test_an_interrupted_order_does_not_leave_its_answer_to_the_next(
    pool: ImagePool, small: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tvdbproxy.imaging import process

    with monkeypatch.context() as patched:
        patched.setattr(process, "receive", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            pool.render(encoded(quarters(10, 10), "PNG"), QUICK)
    assert pool.render(small, QUICK).picture.width == 64


def test_a_child_knows_no_secret(
    pool: ImagePool, small: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S3_SECRET_ACCESS_KEY", "hunter2")
    pool.render(small, QUICK)
    (pid,) = pool.pids()
    assert b"hunter2" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_a_child_is_confined(pool: ImagePool, small: bytes) -> None:
    pool.render(small, QUICK)
    (pid,) = pool.pids()
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    soft = {line[:25].strip(): line[26:].split()[0] for line in limits[1:]}
    assert soft["Max address space"] == str(1024 * 1024 * 1024)
    assert soft["Max core file size"] == "0"
    assert int(soft["Max open files"]) <= 32
    assert soft["Max file size"].isdigit()


def test_children_leave_polite_signals_to_their_parent(pool: ImagePool, small: bytes) -> None:
    pool.render(small, QUICK)
    (pid,) = pool.pids()
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    pool.render(small, QUICK)
    assert pool.pids() == {pid}
    assert os.getpgid(pid) != os.getpgid(0)


PARENT = """
import sys, threading
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

source = open(sys.argv[1], "rb").read()
pool = ImagePool(2)
pool.render(source, RenderOrder((Size("small", 32),)))
assert "PIL" not in sys.modules
print(*pool.pids(), flush=True)
endless = RenderOrder(tuple(Size(f"s{side}", side) for side in range(1500, 1900, 4)), quality=90)
pool.render(source, endless)
"""


@pytest.mark.parametrize("working", [False, True])
def test_a_parent_that_is_killed_leaves_no_child(
    tmp_path: Path, heavy: bytes, working: bool
) -> None:
    picture = tmp_path / "heavy.jpg"
    picture.write_bytes(heavy)
    command = [sys.executable, "-c", PARENT, str(picture)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        if working:
            before = cpu_ticks(child)
            wait_until(lambda: cpu_ticks(child) > before + 20)
        parent.kill()
    wait_until(lambda: not is_running(child))


CLOSED = """
import os, sys
source = open(sys.argv[1], "rb").read()
for descriptor in (0, 1, 2):
    os.close(descriptor)
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

with ImagePool(2) as pool:
    made = pool.render(source, RenderOrder((Size("small", 32),)))
os._exit(7 if made.variants else 1)
"""

FORKED = """
import os, sys
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

source = open(sys.argv[1], "rb").read()
order = RenderOrder((Size("small", 32),))
with ImagePool(1) as ours:
    ours.render(source, order)
    child = os.fork()
    if child == 0:
        try:
            ours.render(source, order)
        except RuntimeError:
            with ImagePool(1) as theirs:
                os._exit(7 if theirs.render(source, order).variants else 1)
        os._exit(2)
    assert ours.render(source, order).variants
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize("program", [CLOSED, FORKED])
def test_it_works_in_processes_of_an_odd_kind(tmp_path: Path, small: bytes, program: str) -> None:
    picture = tmp_path / "small.png"
    picture.write_bytes(small)
    done = subprocess.run(
        [sys.executable, "-c", program, str(picture)], cwd=ROOT, timeout=PATIENCE, check=False
    )
    assert done.returncode == 7


def test_a_pool_without_children_is_no_pool() -> None:
    with pytest.raises(ValueError, match="at least one"):
        ImagePool(0)


def _interrupted(*_: object) -> bytes:
    raise KeyboardInterrupt
