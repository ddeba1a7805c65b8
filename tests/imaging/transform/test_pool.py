"""Transforms through the pool: its deadline, its limits, and its company with renders."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.house.waiting import eventually
from tests.imaging.drawing import decoded, encoded, noise, photo, quarters
from tests.imaging.transform.making import RED, flat
from tvdbproxy.errors import BadPicture, Crashed, Overloaded, TimedOut
from tvdbproxy.imaging.limits import Budget, Limits
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size
from tvdbproxy.imaging.transform.order import TransformOrder
from tvdbproxy.imaging.transform.pipeline import transform
from tvdbproxy.imaging.transform.spec import Transformed, TransformSpec, Watermark

LIMITS = Limits()
SMALL = encoded(quarters(64, 48), "PNG")
QUICK = TransformSpec(width=32, format="webp")
HEAVY = encoded(noise(1500, 1500), "JPEG", quality=85)
# Tries one quality after the other, each with a large WebP.
ENDLESS = TransformSpec(format="webp", quality=100, max_bytes=1, enlarge=True, width=4_500)


def ask(pool: ImagePool, spec: TransformSpec = QUICK, seconds: float = 30) -> Transformed:
    source = HEAVY if spec is ENDLESS else SMALL
    return pool.transform(source, spec, limits=LIMITS, deadline_seconds=seconds)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_gives_what_this_process_would() -> None:
    source = encoded(photo(300, 200), "JPEG")
    spec = TransformSpec(width=90, format="webp", watermark=Watermark(0.5, "soea", 3, 3))
    mark = encoded(flat(9, 9, RED), "PNG")
    with ImagePool(1) as pool:
        made = pool.transform(source, spec, watermark=mark, limits=LIMITS, deadline_seconds=30)
    assert made == transform(source, TransformOrder(spec, LIMITS, mark))
    assert decoded(made.data).size == (made.width, made.height) == (90, 60)


def test_one_child_does_renders_and_transforms_in_turn() -> None:
    order = RenderOrder((Size("small", 32),), effort="fast")
    with ImagePool(1) as pool:
        for _ in range(3):
            assert ask(pool).width == 32
            assert pool.render(SMALL, order).variants[0].width == 32
        assert len(pool.pids()) == 1


def test_renders_go_on_refusing_what_transforms_read() -> None:
    order = RenderOrder((Size("small", 32),), effort="fast")
    bitmap = encoded(quarters(), "BMP")
    with ImagePool(1) as pool:
        made = pool.transform(bitmap, QUICK, limits=LIMITS, deadline_seconds=30)
        assert made.source_format == "bmp"
        with pytest.raises(Exception, match="a BMP picture, not a picture that we read"):
            pool.render(bitmap, order)


def test_past_its_deadline_a_child_is_dead_and_the_next_one_works() -> None:
    with ImagePool(1) as pool:
        ask(pool)
        (pid,) = pool.pids()
        with pytest.raises(TimedOut) as caught:
            ask(pool, ENDLESS, 0.7)
        assert (caught.value.code, caught.value.retry_after) == ("transform_timeout", 1)
        assert not is_running(pid)
        assert ask(pool).width == 32


def test_waiting_for_a_child_counts_towards_the_deadline() -> None:
    with ImagePool(1) as pool, ThreadPoolExecutor(1) as threads:
        ask(pool)
        (pid,) = pool.pids()
        busy = threads.submit(ask, pool, ENDLESS)
        eventually(lambda: pid in {child.pid for child in pool._busy})
        with pytest.raises(Overloaded):
            ask(pool, seconds=0.1)
        pool.close()
        with pytest.raises(Overloaded, match="shutting down"):
            busy.result(30)


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_no_time_at_all_is_a_timeout(seconds: float) -> None:
    with ImagePool(1) as pool, pytest.raises(TimedOut):
        ask(pool, seconds=seconds)


def test_a_child_that_dies_costs_its_transform_alone() -> None:
    with ImagePool(1) as pool, ThreadPoolExecutor(1) as threads:
        ask(pool)
        (pid,) = pool.pids()
        future = threads.submit(ask, pool, ENDLESS)
        eventually(lambda: pid in {child.pid for child in pool._busy})
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(Crashed, match="SIGKILL"):
            future.result(30)
        assert ask(pool).width == 32


def test_too_much_cpu_is_the_fault_of_the_picture() -> None:
    with ImagePool(1, Budget(cpu_seconds=1, wall_seconds=60)) as pool:
        with pytest.raises(BadPicture) as caught:
            ask(pool, ENDLESS, 60)
        assert caught.value.code == "image_too_slow"


def test_the_wall_clock_of_the_budget_holds_as_well() -> None:
    budget = Budget(cpu_seconds=60, wall_seconds=0.7)
    with ImagePool(1, budget) as pool, pytest.raises(TimedOut, match=r"0\.7 s"):
        ask(pool, ENDLESS, 60)


def test_eight_threads_share_two_children() -> None:
    with ImagePool(2) as pool, ThreadPoolExecutor(8) as threads:
        widths = range(8, 32)
        made = list(threads.map(lambda n: ask(pool, TransformSpec(width=n)), widths))
        assert len(pool.pids()) <= 2
    assert [each.width for each in made] == list(widths)
