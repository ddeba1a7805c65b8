"""A small house for each test."""

from __future__ import annotations

import pytest

from tests.house.artwork_host import artwork_host
from tests.house.house import (
    clean_environment,
    image_pool,
    open_house,
    services,
    with_pool,
)
from tvdbproxy.imaging.order import Rendered, RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.wiring import Services

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house", "services"]


class SpyPool:
    """A pool that remembers what it was asked to render."""

    def __init__(self, pool: ImagePool) -> None:
        self.pool = pool
        self.orders: list[RenderOrder] = []
        self.rendered: list[Rendered] = []

    def render(self, source: bytes, order: RenderOrder) -> Rendered:
        self.orders.append(order)
        self.rendered.append(self.pool.render(source, order))
        return self.rendered[-1]


@pytest.fixture
def spied(services: Services) -> tuple[Services, SpyPool]:
    spy = SpyPool(services.pool)
    return with_pool(services, spy), spy
