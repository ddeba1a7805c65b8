"""A house whose door for uploads is open, over both databases where rows matter."""

from __future__ import annotations

import pytest

from tests.house.artwork_host import artwork_host
from tests.house.house import OpenHouse, clean_environment, image_pool, open_house
from tests.house.uploads import SECRET
from tvdbproxy.wiring import Services

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house"]


@pytest.fixture
def services(open_house: OpenHouse) -> Services:
    """A small house that takes uploads."""
    return open_house(jwt_secret_key=SECRET)
