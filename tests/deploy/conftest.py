"""A house with pictures behind a door that counts, and each of the caches in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.recipes import nginx, varnish
from tests.house.artwork_host import ArtworkHost, artwork_host
from tests.house.front_door import FrontDoor, front_door
from tests.house.house import OpenHouse, clean_environment, image_pool, open_house
from tests.house.served import served
from tests.house.titles import PATH, hang
from tests.imaging.drawing import encoded, photo
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.wiring import Services

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house"]

PICTURE = "/images/series/1/poster/small"


@dataclass(frozen=True)
class Origin:
    """The real service, and the door that it is reached by."""

    services: Services
    door: FrontDoor

    @property
    def site(self) -> str:
        """``host:port`` of the door."""
        return self.door.url.removeprefix("http://")


@dataclass(frozen=True)
class Cache:
    """A cache in front of the service."""

    name: str
    url: str
    origin: Origin

    @property
    def asked(self) -> int:
        """How often the service was asked."""
        return self.origin.door.asked


@pytest.fixture
def origin(open_house: OpenHouse, artwork_host: ArtworkHost) -> Iterator[Origin]:
    """A house with one poster in it, in WebP and AVIF, behind one proxy."""
    services = open_house(image_formats=("avif",), trusted_proxies=1)
    artwork_host.show(PATH, encoded(photo(), "JPEG"))
    hang(services.database)
    run(services.kitchen, 11)
    with served(services) as url, front_door(url) as door:
        yield Origin(services, door)


@contextmanager
def running(name: str, folder: Path, origin: Origin) -> Iterator[str]:
    """The cache of this name; its address."""
    if name == "nginx":
        with nginx(folder / name, origin.site) as (url, _):
            yield url
    else:
        with varnish(folder / name, origin.site) as url:
            yield url


@pytest.fixture(params=["nginx", "varnish"])
def cache(request: pytest.FixtureRequest, origin: Origin, tmp_path: Path) -> Iterator[Cache]:
    """Each of the caches."""
    with running(request.param, tmp_path, origin) as url:
        yield Cache(request.param, url, origin)
