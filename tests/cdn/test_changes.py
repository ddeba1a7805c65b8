"""Every change is written that a cache has to hear of; and where nobody listens, nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.house import media, mirror
from tests.house.artwork_host import ArtworkHost, artwork_host
from tests.house.house import OpenHouse, clean_environment, image_pool, open_house
from tests.house.pictures import poster
from tests.house.titles import PATH, due_again, hang
from tvdbproxy.artwork import cleanup
from tvdbproxy.artwork.pipeline import Result, run
from tvdbproxy.artwork.retention import drop_old_extras
from tvdbproxy.catalogue.pictures import remove_picture
from tvdbproxy.db.models import Image, JobStatus, Purge
from tvdbproxy.ingest import pipeline
from tvdbproxy.ingest.remove import remove
from tvdbproxy.wiring import Services

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house"]

TITLE, OBJECTS = "/images/series/1/*", "https://cdn.example.com/series/6b/86/1/*"
OTHER = "/banners/v4/series/1/posters/other.jpg"

OpenListening = Callable[..., Services]


@pytest.fixture
def open_listening(open_house: OpenHouse) -> OpenListening:
    """A house in front of which a cache stands, with a poster in it."""

    def open_(**given: Any) -> Services:
        told = {"cdn_purge": "http", "cdn_purge_urls": ("http://127.0.0.1:9",)}
        return open_house(**{**told, "cdn_base_url": "https://cdn.example.com", **given})

    return open_


@pytest.fixture
def services(open_listening: OpenListening, artwork_host: ArtworkHost) -> Services:
    artwork_host.show(PATH, poster())
    artwork_host.show(OTHER, poster(2))
    services = open_listening()
    hang(services.database)
    assert run(services.kitchen, 11).result is Result.STORED
    return services


def wished(services: Services) -> set[str]:
    """What is to be purged."""
    with services.database.read() as session:
        return set(session.scalars(select(Purge.address)))


def test_what_is_here_for_the_first_time_no_cache_has(services: Services) -> None:
    assert wished(services) == set()


def test_a_replaced_picture_is_purged_after_a_while_with_its_source(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster(1))
    due_again(services.database)
    assert run(services.kitchen, 11).result is Result.STORED
    assert wished(services) == {TITLE, OBJECTS, PATH}
    with services.database.read() as session:
        for row in session.scalars(select(Purge)):
            assert row.due_at - row.asked_at == timedelta(seconds=60)


def test_a_picture_that_is_the_same_is_not_purged(services: Services) -> None:
    due_again(services.database)
    assert run(services.kitchen, 11).result is Result.UNCHANGED
    assert wished(services) == set()


def test_another_chosen_artwork_is_purged_when_it_is_shown(services: Services) -> None:
    hang(services.database, OTHER, artwork_id=12, is_chosen=False, score=1)
    assert run(services.kitchen, 12).result is Result.STORED
    assert wished(services) == set()
    with services.database.write() as session:
        assert remove_picture(session, 11)
    assert run(services.kitchen, 12).result is Result.STORED
    assert {TITLE, OBJECTS} <= wished(services)


def test_a_new_picture_in_the_place_of_one_that_left_is_purged(services: Services) -> None:
    with services.database.write() as session:
        assert remove_picture(session, 11)
    hang(services.database, OTHER, artwork_id=13)
    assert run(services.kitchen, 13).result is Result.STORED
    assert wished(services) == {TITLE, OBJECTS}


def test_what_the_cleanup_deletes_is_purged(services: Services) -> None:
    with services.database.write() as session:
        assert remove_picture(session, 11)
    stores = services.stores
    swept = cleanup.clean(
        services.database,
        stores.originals,
        stores.thumbnails,
        grace_hours=0,
        dry_run=False,
        purges=services.kitchen.purges,
    )
    assert swept.deleted > 0
    assert {TITLE, OBJECTS} <= wished(services)


def test_what_is_old_and_dropped_is_purged(services: Services) -> None:
    services.delivery.answer("series", "1", "poster", "w92")
    dropped = drop_old_extras(
        services.database, services.stores.thumbnails, days=-1, purges=services.kitchen.purges
    )
    assert dropped == 1
    assert wished(services) == {TITLE, OBJECTS}


def test_a_file_of_the_mirror_is_purged_when_it_is_another(
    open_listening: OpenListening, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(OTHER, poster())
    services = open_listening()
    services.mirror.answer(OTHER)
    assert wished(services) == set()
    artwork_host.show(OTHER, poster(1))
    mirror.age(services.database, OTHER.removeprefix("/"))
    mirror.ask(services, OTHER)
    assert wished(services) == {OTHER}


def test_a_picture_of_an_application_is_purged_when_it_is_deleted(
    open_listening: OpenListening,
) -> None:
    services = open_listening()
    image_id = _given(services)
    assert wished(services) == set()
    with services.database.read() as session:
        row = session.get_one(Image, image_id)
    stores = services.stores
    remove(
        services.database,
        stores.originals,
        stores.thumbnails,
        image_id,
        purges=services.kitchen.purges,
    )
    digest = row.sha256 or ""
    assert wished(services) == {
        f"/api/images/{row.media_id}*",
        f"/api/images/{image_id}*",
        f"https://cdn.example.com/media/{digest[:2]}/{digest[2:4]}/{digest}/*",
    }


def test_where_nobody_listens_nothing_is_written(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house()
    assert services.cdn is None
    artwork_host.show(PATH, poster())
    hang(services.database)
    for seed in (0, 1):
        artwork_host.show(PATH, poster(seed))
        due_again(services.database)
        assert run(services.kitchen, 11).result is Result.STORED
    assert wished(services) == set()


def test_what_was_superseded_has_changed_nothing(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster(1))
    due_again(services.database)

    def lose(stage: object, work: object) -> None:
        if stage == "store":
            due_again(services.database, claim="another")

    assert run(services.kitchen, 11, lose).result is Result.LATER
    assert wished(services) == set()


def _given(services: Services) -> str:
    job_id, image_id = media.staged(services)
    assert pipeline.run(services.ingest, job_id) == JobStatus.COMPLETED
    return image_id
