"""Whole houses for tests: every service, over SQLite, a directory and a queue in memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.house.artwork_host import ArtworkHost
from tvdbproxy.artwork.ondemand import OnDemand
from tvdbproxy.imaging.limits import Budget
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.ingest.pipeline import IngestKitchen
from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.wiring import Services, build

ADMIN_KEY = "the-admin-key"

OpenHouse = Callable[..., Services]


@pytest.fixture(scope="session")
def image_pool() -> Iterator[ImagePool]:
    """Rendering children for all tests of this worker."""
    with ImagePool(2, Budget(memory_mb=1024, cpu_seconds=20, wall_seconds=30)) as pool:
        yield pool


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting comes from the folder that the tests are run in."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def open_house(
    clean_environment: None,
    sqlite_template: Path,
    tmp_path: Path,
    artwork_host: ArtworkHost,
    image_pool: ImagePool,
) -> Iterator[OpenHouse]:
    """Build services; settings by field name win over those of a small house."""
    opened: list[Services] = []

    def open_(**given: Any) -> Services:
        settings = settings_of(tmp_path, sqlite_template, artwork_host, given)
        opened.append(build(settings))
        return with_pool(opened[-1], image_pool)

    yield open_
    for services in opened:
        services.close()


@pytest.fixture
def services(open_house: OpenHouse) -> Services:
    """A small house, as most tests want it."""
    return open_house()


def with_pool(services: Services, pool: Any) -> Services:
    """The same services with another pool, as spies and shared children need it."""
    kitchen = replace(services.kitchen, pool=pool)
    ingest = cooking_with(services.ingest, pool)
    delivery = replace(services.delivery, make=OnDemand(kitchen).make)
    pull = replace(services.mirror.pull, pool=pool)
    upkeep = replace(services.mirror.upkeep, pull=pull)
    mirror = replace(services.mirror, pull=pull, upkeep=upkeep)
    sources = services.transforms.sources
    catalogue: Any = sources.by_scheme["tvdb"]
    pulling = {**sources.by_scheme, "tvdb": replace(catalogue, mirror=mirror)}
    sources = replace(sources, by_scheme=pulling)
    maker = replace(services.transforms.maker, pool=pool)
    media = replace(services.media, maker=replace(services.media.maker, pool=pool))
    return replace(
        services,
        kitchen=kitchen,
        ingest=ingest,
        delivery=delivery,
        mirror=mirror,
        media=media,
        transforms=replace(services.transforms, sources=sources, maker=maker),
        pool=pool,
    )


def cooking_with(kitchen: IngestKitchen, pool: Any) -> IngestKitchen:
    """The same, with another pool."""
    bench, analyst = replace(kitchen.bench, pool=pool), replace(kitchen.analyst, pool=pool)
    return replace(kitchen, bench=bench, analyst=analyst)


def settings_of(folder: Path, template: Path, host: ArtworkHost, given: dict[str, Any]) -> Settings:
    """Settings of a small house in ``folder``; the database is a migrated copy."""
    database = folder / "house.db"
    if not database.exists():
        shutil.copy(template, database)
    small = {
        "database_url": f"sqlite:///{database}",
        "broker_url": "memory://",
        "storage_backend": "local",
        "storage_path": folder / "objects",
        "tvdb_artwork_hosts": (host.url,),
        "tvdb_base_url": f"{host.url}/v4",
        "tvdb_api_key": "any",
        "fetch_private_hosts": (host.site,),
        "fetch_seconds": 5,
        "admin_api_key": ADMIN_KEY,
    }
    return load_settings(**{**small, **given})
