"""Analyses through the pool, in company with renders."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from tests.house.waiting import eventually
from tests.imaging.analysis.looking import analysed, artwork
from tests.imaging.drawing import encoded, quarters
from tests.imaging.transform.making import GREEN, flat, on
from tvdbproxy.errors import BadPicture, Crashed, Overloaded, Unsupported
from tvdbproxy.imaging.analysis.order import AnalysisOrder
from tvdbproxy.imaging.limits import Budget, Limits
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

ORDER = AnalysisOrder(Limits())
SMALL = encoded(quarters(64, 48), "PNG")


def test_a_child_says_what_this_process_would() -> None:
    source = encoded(artwork(), "JPEG", quality=90)
    with ImagePool(1) as pool:
        assert pool.analyse(source, ORDER) == analysed(source)


def test_one_child_does_renders_and_analyses_in_turn() -> None:
    render = RenderOrder((Size("small", 32),), effort="fast")
    with ImagePool(1) as pool:
        for _ in range(3):
            assert pool.analyse(SMALL, ORDER).width == 64
            assert pool.render(SMALL, render).variants[0].width == 32
            with pytest.raises(Unsupported):
                pool.analyse(b"just some words, and no picture at all", ORDER)
        assert len(pool.pids()) == 1


@pytest.mark.proves("F2")
def test_a_child_that_dies_costs_its_own_picture_alone() -> None:
    with ImagePool(1) as pool:
        pool.analyse(SMALL, ORDER)
        (pid,) = pool.pids()
        os.kill(pid, signal.SIGSTOP)
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(pool.analyse, SMALL, ORDER)
            eventually(lambda: pid in {child.pid for child in pool._busy})
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(Crashed, match="SIGKILL"):
                waiting.result(30)
        assert pool.analyse(SMALL, ORDER).width == 64


def test_the_end_of_its_memory_is_the_fault_of_the_picture() -> None:
    large = encoded(Image.new("RGB", (7000, 7000)), "PNG", compress_level=1)
    with ImagePool(1, Budget(memory_mb=220)) as pool:
        with pytest.raises(BadPicture) as caught:
            pool.analyse(large, ORDER)
        assert caught.value.code == "image_too_large"


def test_the_largest_picture_that_is_let_in_fits_into_a_child() -> None:
    large = encoded(
        on(flat(8000, 6250), flat(4000, 3000, GREEN), 900, 900), "PNG", compress_level=1
    )
    with ImagePool(1) as pool:
        found = pool.analyse(large, ORDER)
        assert (found.width, found.height) == (8000, 6250)


def test_a_closed_pool_takes_no_more() -> None:
    pool = ImagePool(1)
    pool.close()
    with pytest.raises(Overloaded):
        pool.analyse(SMALL, ORDER)
