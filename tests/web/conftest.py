"""A small house for each test, and its front door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.house.artwork_host import ArtworkHost, artwork_host
from tests.house.house import ADMIN_KEY, clean_environment, image_pool, open_house, services
from tests.house.pictures import poster
from tests.house.titles import PATH, hang
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house", "services"]


@pytest.fixture
def open_door() -> Callable[[Services], FlaskClient]:
    """A client for the application over the services given."""

    def open_(services: Services) -> FlaskClient:
        return create_app(services).test_client()

    return open_


@pytest.fixture
def client(services: Services, open_door: Callable[[Services], FlaskClient]) -> FlaskClient:
    """A client of the small house."""
    return open_door(services)


@pytest.fixture
def admin() -> dict[str, str]:
    """Headers that open the admin endpoints."""
    return {"Authorization": f"Bearer {ADMIN_KEY}"}


@pytest.fixture
def stored(services: Services, artwork_host: ArtworkHost) -> Services:
    """A house with one poster in it."""
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    return services
