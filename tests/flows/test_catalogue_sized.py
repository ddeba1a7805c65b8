"""Answers with sized pictures: titles are learnt in passing, and nothing is made because of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.flows.conftest import World
from tests.flows.test_catalogue_database import forgetful, own_database, settled
from tests.house.catalogue import Reader, reader
from tests.house.processes import worker_here
from tests.house.waiting import eventually
from tests.servers.own_postgres import OwnPostgres
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, Series

__all__ = ["forgetful", "own_database"]

SERIES = "/v4/series/910001/extended"


def images(somebody: Reader) -> list[str]:
    """Where the pictures of the record lead to."""
    told = somebody.get(SERIES)
    assert told.status == 200
    record: dict[str, Any] = told.document["data"]
    return [record["image"], *(artwork["image"] for artwork in record["artworks"])]


def are_sized(found: list[str]) -> bool:
    return all("/images/" in image for image in found if image)


def pictures(world: World, *which: Any) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).select_from(Artwork).where(*which)) or 0


def work_is_over(world: World) -> None:
    """Nothing that was sent waits any more."""
    eventually(lambda: world.services.queue.waiting("images") == 0)
    eventually(lambda: world.services.queue.waiting("control") == 0)


@pytest.mark.proves("C12")
def test_a_title_is_learnt_in_passing_and_none_of_its_pictures_is_made_for_that(
    make_world: Callable[..., World], database: Database
) -> None:
    world = make_world(database, catalogue_memory_mb=0)
    sized, plain = reader(world.services, image_rewrite="sized"), reader(world.services)
    assert all("/banners/" in image for image in images(plain))
    assert pictures(world) == 0  # whoever reads no sizes learns nothing

    eventually(lambda: are_sized(images(sized)))  # once the record is learnt
    with world.database.read() as session:
        assert session.get(Series, 910001) is not None
    assert pictures(world) > 10
    assert pictures(world, Artwork.due_at.is_not(None)) == 0
    with worker_here(world.services):
        world.reconcile()
        work_is_over(world)
    assert pictures(world, Artwork.revision.is_not(None)) == 0
    assert all("/banners/" in image for image in images(plain))


@pytest.mark.proves("C12")
@pytest.mark.usefixtures("forgetful")
def test_without_a_database_the_mirrors_addresses_are_given(
    make_world: Callable[..., World], own_database: Database, own_postgres: OwnPostgres
) -> None:
    world = make_world(own_database, titles=12, catalogue_memory_mb=0)
    somebody = reader(world.services, image_rewrite="sized")
    settled(world, lambda: images(somebody))
    before = eventually(lambda: found if are_sized(found := images(somebody)) else [])
    own_postgres.kill()
    assert all("/banners/" in image for image in images(somebody))
    own_postgres.start()
    eventually(lambda: images(somebody) == before)
