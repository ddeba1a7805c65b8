"""What was made in haste is made again, and never over something newer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tests.artwork.conftest import SpyPool
from tests.artwork.judge import all_of_one_revision
from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, due_again, hang, variants
from tvdbproxy.artwork import feed
from tvdbproxy.artwork.ondemand import OnDemand
from tvdbproxy.artwork.pipeline import Kitchen, Stage, run
from tvdbproxy.artwork.upgrade import due, upgrade
from tvdbproxy.db.models import Variant
from tvdbproxy.errors import BadPicture, NotFound, Unavailable
from tvdbproxy.imaging.formats import Format
from tvdbproxy.storage.store import ObjectInfo
from tvdbproxy.wiring import Services


class SlyStore:
    """A store in which something happens around the next ``put``."""

    def __init__(
        self,
        store: Any,
        before: Callable[[], None] = lambda: None,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self.store, self.before, self.after = store, before, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def put(self, *given: Any, **named: Any) -> ObjectInfo:
        self.before()
        info: ObjectInfo = self.store.put(*given, **named)
        self.after()
        return info


@pytest.fixture
def stored(services: Services, artwork_host: ArtworkHost) -> Services:
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    run(services.kitchen, 11)
    return services


def in_haste(services: Services, size: str = "w92", kind: str = "webp") -> Variant:
    OnDemand(services.kitchen).make(11, size, kind)
    row = variants(services.database)[size, kind]
    assert row.upgrade_at is not None
    return row


def lose(services: Services, size: str) -> None:
    services.stores.thumbnails.delete(variants(services.database)[size, "webp"].key)


def replaced(services: Services, host: ArtworkHost, seed: int = 2) -> None:
    host.show(PATH, poster(seed))
    due_again(services.database)
    run(services.kitchen, 11)


def make_due(services: Services) -> None:
    with services.database.write() as session:
        long_ago = datetime.now(UTC) - timedelta(days=1)
        session.execute(
            update(Variant).where(Variant.upgrade_at.is_not(None)).values(upgrade_at=long_ago)
        )


def taken(services: Services, limit: int = 20) -> list[int]:
    with services.database.write() as session:
        return due(session, again_after=600, limit=limit)


def hear_nothing(prefix: str) -> None:
    pass


@pytest.mark.parametrize("kind", ["webp", "avif", "png"])
def test_what_was_made_in_haste_is_made_again_as_stored_pictures_are(
    stored: Services, kind: str
) -> None:
    old, heard = in_haste(stored, "w185", kind), list[str]()
    before = stored.stores.thumbnails.get(old.key)

    upgrade(stored.kitchen, 11, heard.append)

    new = variants(stored.database)["w185", kind]
    after = stored.stores.thumbnails.get(new.key)
    recipe = stored.kitchen.recipe
    size = recipe.size("series", "poster", "w185")
    assert size is not None
    order = recipe.single([size], Format(kind), "store")
    assert after.data == stored.pool.render(poster(1), order).variants[0].data != before.data
    assert new.key == old.key
    assert (new.etag, new.bytes) == (after.info.etag, len(after.data))
    assert new.etag != old.etag
    assert after.info.metadata == before.info.metadata
    assert new.upgrade_at is None
    assert new.on_demand
    assert heard == [artwork(stored.database).storage_path]


def test_a_jpeg_is_the_same_in_haste(stored: Services) -> None:
    OnDemand(stored.kitchen).make(11, "w92", "jpeg")
    assert variants(stored.database)["w92", "jpeg"].upgrade_at is None


def test_where_stored_pictures_are_made_in_haste_too_there_is_nothing_better(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house(enable_image_optimization=False)
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    OnDemand(services.kitchen).make(11, "w92", "webp")
    assert variants(services.database)["w92", "webp"].upgrade_at is None


def test_a_name_for_the_same_pixels_is_made_again_with_them(stored: Services) -> None:
    for row in variants(stored.database).values():
        if row.width == 340:
            lose(stored, row.size)
    in_haste(stored, "original")
    assert in_haste(stored, "w780").sha256 == variants(stored.database)["original", "webp"].sha256

    upgrade(stored.kitchen, 11, hear_nothing)

    rows = variants(stored.database)
    assert rows["w780", "webp"].upgrade_at is rows["original", "webp"].upgrade_at is None
    assert rows["w780", "webp"].sha256 == rows["original", "webp"].sha256


def test_it_is_made_again_once(spied: tuple[Services, SpyPool], artwork_host: ArtworkHost) -> None:
    services, pool = spied
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    in_haste(services)
    pool.orders.clear()
    for _ in range(3):
        upgrade(services.kitchen, 11, hear_nothing)
    assert [order.effort for order in pool.orders] == ["store"]


def test_who_is_killed_after_the_object_and_before_its_row_has_it_done_again(
    stored: Services,
) -> None:
    old = in_haste(stored)

    def die() -> None:
        raise SystemExit

    dying = SlyStore(stored.stores.thumbnails, after=die)
    with pytest.raises(SystemExit):
        upgrade(replace(stored.kitchen, thumbnails=dying), 11, hear_nothing)
    assert variants(stored.database)["w92", "webp"].etag == old.etag

    upgrade(stored.kitchen, 11, hear_nothing)

    row = variants(stored.database)["w92", "webp"]
    assert row.upgrade_at is None
    assert row.etag == stored.stores.thumbnails.head(row.key).etag != old.etag


def test_a_picture_that_is_replaced_while_it_is_rendered_is_let_be(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    lose(stored, "small")
    in_haste(stored, "small")

    class SlowPool:
        def render(self, source: bytes, order: Any) -> Any:
            replaced(stored, artwork_host)
            return stored.pool.render(source, order)

    heard = list[str]()
    upgrade(replace(stored.kitchen, pool=SlowPool()), 11, heard.append)

    assert heard == []
    assert artwork(stored.database).state == "ready"
    all_of_one_revision(stored)


def test_what_was_put_over_a_new_picture_is_taken_back(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    lose(stored, "small")
    old = in_haste(stored, "small")
    sly = SlyStore(stored.stores.thumbnails, before=lambda: replaced(stored, artwork_host))

    upgrade(replace(stored.kitchen, thumbnails=sly), 11, hear_nothing)

    with pytest.raises(NotFound):
        stored.stores.thumbnails.head(old.key)
    assert artwork(stored.database).damaged
    run(stored.kitchen, 11)
    all_of_one_revision(stored)
    assert artwork(stored.database).source_sha256 != old.sha256


def test_what_was_put_over_a_picture_that_is_not_recorded_yet_is_taken_back(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    """The worker has stored its objects, and comes to write its rows after this."""
    lose(stored, "small")
    in_haste(stored, "small")
    stored_all, go_on = threading.Event(), threading.Event()

    def pause(stage: Stage, work: object) -> None:
        if stage is Stage.STORE:
            stored_all.set()
            go_on.wait(20)

    with ThreadPoolExecutor(1) as threads:

        def begin() -> None:
            artwork_host.show(PATH, poster(2))
            due_again(stored.database)
            workers.append(threads.submit(run, stored.kitchen, 11, pause))
            stored_all.wait(20)

        workers: list[Any] = []
        sly = SlyStore(stored.stores.thumbnails, before=begin)
        upgrade(replace(stored.kitchen, thumbnails=sly), 11, hear_nothing)
        go_on.set()
        workers[0].result()

    run(stored.kitchen, 11)
    assert artwork(stored.database).state == "ready"
    all_of_one_revision(stored)


def test_who_makes_the_same_on_demand_at_the_same_time_is_no_harm(stored: Services) -> None:
    lose(stored, "small")
    in_haste(stored, "small")

    def again() -> None:
        lose(stored, "small")
        in_haste(stored, "small")

    sly = SlyStore(stored.stores.thumbnails, before=again)
    upgrade(replace(stored.kitchen, thumbnails=sly), 11, hear_nothing)

    run(stored.kitchen, 11)
    all_of_one_revision(stored)


def test_while_a_worker_is_at_the_picture_it_waits(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    in_haste(stored)
    due_again(stored.database)
    heard = list[str]()

    def ask(stage: Stage, work: object) -> None:
        if stage is Stage.PLAN:
            upgrade(stored.kitchen, 11, heard.append)

    run(stored.kitchen, 11, observe=ask)

    assert heard == []
    assert variants(stored.database)["w92", "webp"].upgrade_at is not None


def test_a_run_over_the_whole_picture_makes_it_again_as_well(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    in_haste(stored)
    replaced(stored, artwork_host)
    assert variants(stored.database)["w92", "webp"].upgrade_at is None


def test_a_mended_picture_still_knows_what_was_made_in_haste(stored: Services) -> None:
    in_haste(stored)
    lose(stored, "large")
    with stored.database.write() as session:
        feed.mark_damaged(session, [11], sent=True)
    run(stored.kitchen, 11)
    rows = variants(stored.database)
    assert rows["w92", "webp"].upgrade_at is not None
    assert rows["large", "webp"].upgrade_at is None


def test_a_copy_of_what_was_made_in_haste_is_no_better(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    hang(stored.database, artwork_id=12, content_id=2)
    run(stored.kitchen, 12)
    lose(stored, "small")
    in_haste(stored, "small")
    due_again(stored.database, 12, source_sha256=None, revision=None, storage_path=None)
    run(stored.kitchen, 12)
    assert variants(stored.database, 12)["small", "webp"].upgrade_at is not None


def test_what_more_effort_cannot_have_stays_as_it_is(stored: Services) -> None:
    old = in_haste(stored)

    class Weary:
        def render(self, source: bytes, order: object) -> object:
            raise BadPicture("It takes too long.", code="image_too_slow")

    kitchen: Kitchen = replace(stored.kitchen, pool=Weary())  # type: ignore[arg-type]
    upgrade(kitchen, 11, hear_nothing)

    row = variants(stored.database)["w92", "webp"]
    assert (row.upgrade_at, row.etag) == (None, old.etag)


def test_without_its_source_or_its_store_it_stays_due(stored: Services) -> None:
    in_haste(stored)
    source = artwork(stored.database).source_key
    assert source is not None
    kept = stored.stores.originals.get(source)
    stored.stores.originals.delete(source)
    upgrade(stored.kitchen, 11, hear_nothing)
    assert variants(stored.database)["w92", "webp"].upgrade_at is not None

    def fail() -> None:
        raise Unavailable("The store is away.", code="storage_unavailable")

    stored.stores.originals.put(source, kept.data, content_type="image/jpeg")
    away = SlyStore(stored.stores.thumbnails, before=fail)
    with pytest.raises(Unavailable):
        upgrade(replace(stored.kitchen, thumbnails=away), 11, hear_nothing)
    assert variants(stored.database)["w92", "webp"].upgrade_at is not None


def test_what_is_due_is_taken_once_in_a_while(stored: Services) -> None:
    in_haste(stored)
    assert taken(stored) == []  # the crowd goes first
    make_due(stored)
    assert taken(stored, limit=0) == []
    assert taken(stored) == [11]
    assert taken(stored) == []


def test_a_picture_that_nobody_knows_is_no_error(services: Services) -> None:
    upgrade(services.kitchen, 404, hear_nothing)
