"""The transforms door: what it answers, header by header."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import logo, poster
from tests.house.titles import PATH, hang
from tests.house.transforms import OpenTransforms, plain, transforming
from tvdbproxy.wiring import Services

__all__ = ["transforming"]

OpenDoor = Callable[[Services], FlaskClient]
CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"


@pytest.fixture
def house(transforming: OpenTransforms, artwork_host: ArtworkHost) -> Services:
    """A house with a poster upstream and one in its catalogue."""
    artwork_host.show("/p.jpg", poster())
    artwork_host.show("/logo.png", logo(), Content_Type="image/png")
    artwork_host.show(PATH, poster(1))
    services = transforming()
    hang(services.database)
    return services


@pytest.fixture
def door(house: Services, open_door: OpenDoor) -> FlaskClient:
    return open_door(house)


@pytest.fixture
def url(artwork_host: ArtworkHost) -> str:
    """The address of a poster of 340x500."""
    return f"{artwork_host.url}/p.jpg"


def test_a_picture_is_resized_as_it_was_asked_for(door: FlaskClient, url: str) -> None:
    answer = door.get(plain("rs:fit:100:100", f"{url}@png"))
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "image/png"
    assert Image.open(BytesIO(answer.data)).size == (68, 100)
