"""Orphans go, and nothing else, whatever a sync does meanwhile (F15, F38)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from sqlalchemy import delete, update

from tests.house.artwork_host import ArtworkHost
from tests.house.mirror import ask
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, due_again, hang, sources, variants
from tvdbproxy.artwork.cleanup import Swept, clean
from tvdbproxy.artwork.pipeline import Stage, run
from tvdbproxy.catalogue.store import remove_title
from tvdbproxy.db.models import Artwork, Source
from tvdbproxy.storage.store import ObjectInfo, ObjectStore
from tvdbproxy.wiring import Services

STRAY = "series/aa/bb/7/poster/medium.webp"


def _clean(services: Services, *, dry_run: bool = False, **given: Any) -> Swept:
    stores = {"originals": services.stores.originals, "thumbnails": services.stores.thumbnails}
    grace: dict[str, Any] = {"grace_hours": 1}
    return clean(services.database, **{**stores, **grace, **given}, dry_run=dry_run)


def _age(services: Services, hours: float = 2) -> None:
    """Make all that is stored this old."""
    moment = time.time() - hours * 3600
    for file in services.settings.storage.storage_path.rglob("*"):
        if file.is_file():
            os.utime(file, (moment, moment))


@pytest.fixture
def stored(services: Services, artwork_host: ArtworkHost) -> Services:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    return services


def _keys(store: ObjectStore) -> set[str]:
    return {info.key for info in store.list()}


@pytest.mark.proves("F15")
def test_what_rows_refer_to_stays_and_the_rest_goes(stored: Services) -> None:
    stored.stores.thumbnails.put(STRAY, b"stray", content_type="image/webp")
    stored.stores.originals.put("banners/stray.jpg", b"x", content_type="image/jpeg")
    kept = {variant.key for variant in variants(stored.database).values()}
    _age(stored)

    swept = _clean(stored)

    assert (swept.examined, swept.orphans, swept.deleted, swept.bytes) == (8, 2, 2, 6)
    assert swept.sample == [STRAY, "banners/stray.jpg"]
    assert _keys(stored.stores.thumbnails) == kept
    assert _keys(stored.stores.originals) == {PATH.removeprefix("/")}
    assert _clean(stored).orphans == 0


def test_a_dry_run_only_counts(stored: Services) -> None:
    stored.stores.thumbnails.put(STRAY, b"stray", content_type="image/webp")
    _age(stored)
    swept = _clean(stored, dry_run=True)
    assert (swept.orphans, swept.deleted) == (1, 0)
    assert STRAY in _keys(stored.stores.thumbnails)


@pytest.mark.proves("F15")
def test_what_is_younger_than_the_grace_stays(stored: Services) -> None:
    stored.stores.thumbnails.put(STRAY, b"stray", content_type="image/webp")
    swept = _clean(stored)
    assert (swept.orphans, swept.deleted, swept.too_young) == (0, 0, 1)


def test_the_pictures_of_a_title_that_is_gone_become_orphans(stored: Services) -> None:
    with stored.database.write() as session:
        remove_title(session, "series", 1)
    _age(stored)
    assert _clean(stored).deleted == 6
    assert not _keys(stored.stores.thumbnails)
    assert not _keys(stored.stores.originals)


def test_what_the_mirror_keeps_is_no_orphan(services: Services, artwork_host: ArtworkHost) -> None:
    """Nor is it one for the audit, whose list of orphans is the cleanup's."""
    services.mirror.answer(artwork_host.show(PATH, poster()))
    services.stores.originals.put("banners/stray.jpg", b"x", content_type="image/jpeg")
    _age(services)
    swept = _clean(services)
    assert (swept.orphans, swept.deleted, swept.sample) == (1, 1, ["banners/stray.jpg"])
    assert _keys(services.stores.originals) == {PATH.removeprefix("/")}
    assert set(sources(services.database)) == {PATH.removeprefix("/")}


def test_what_the_mirror_keeps_stays_when_its_title_goes(stored: Services) -> None:
    ask(stored, PATH)
    with stored.database.write() as session:
        session.execute(update(Source).values(mirrored=True))
        remove_title(session, "series", 1)
    _age(stored)
    assert _clean(stored).deleted == 5
    assert _keys(stored.stores.originals) == {PATH.removeprefix("/")}


@pytest.mark.proves("F15", "F38")
def test_an_orphan_that_the_mirror_takes_up_right_now_stays(
    services: Services, artwork_host: ArtworkHost
) -> None:
    services.mirror.answer(artwork_host.show(PATH, poster()))
    with services.database.write() as session:
        session.execute(delete(Source))  # killed between object and row
    _age(services)
    originals = Meanwhile(services.stores.originals, lambda: ask(services, PATH))
    swept = _clean(services, originals=originals)
    assert swept.deleted == 0
    assert ask(services, PATH) == poster()
    assert set(sources(services.database)) == {PATH.removeprefix("/")}


def test_a_mirrored_one_that_the_cleanup_has_just_taken_is_fetched_again(
    services: Services, artwork_host: ArtworkHost
) -> None:
    """Recorded after the cleanup's last look at the rows, and before it deletes."""
    services.mirror.answer(artwork_host.show(PATH, poster()))
    with services.database.write() as session:
        session.execute(delete(Source))
    _age(services)

    class Late(Meanwhile):
        def delete_many(self, keys: Iterable[str]) -> None:
            self.happens()
            self.store.delete_many(keys)

    originals = Late(services.stores.originals, lambda: None)
    originals.happens = lambda: ask(services, PATH) if originals.listed else None
    assert _clean(services, originals=originals).deleted == 1
    assert _keys(services.stores.originals) == set()
    assert sources(services.database) == {}
    assert ask(services, PATH) == poster()
    assert _keys(services.stores.originals) == {PATH.removeprefix("/")}


class Meanwhile:
    """A bucket to which something happens between the listing and the deletion."""

    def __init__(self, store: ObjectStore, happens: Callable[[], object]) -> None:
        self.store, self.happens = store, happens
        self.listed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        yield from list(self.store.list(prefix, after))
        self.happens()
        self.listed = True

    def delete_many(self, keys: Iterable[str]) -> None:
        self.store.delete_many(keys)


def _orphaned(services: Services) -> None:
    """The objects of a picture whose row is gone, and whose title comes back right now."""
    with services.database.write() as session:
        session.delete(session.get_one(Artwork, 11))
    _age(services)


@pytest.mark.proves("F38")
def test_a_sync_between_listing_and_deletion_loses_nothing(stored: Services) -> None:
    _orphaned(stored)

    def sync() -> None:
        hang(stored.database)
        run(stored.kitchen, 11)

    swept = _clean(stored, thumbnails=Meanwhile(stored.stores.thumbnails, sync))

    assert swept.deleted == 0
    _everything_is_there(stored)


@pytest.mark.proves("F38")
def test_a_sync_that_has_stored_and_not_yet_recorded_loses_nothing(stored: Services) -> None:
    _orphaned(stored)
    thumbnails = stored.stores.thumbnails
    hang(stored.database)
    listed = list(thumbnails.list())

    class Listed(Meanwhile):
        """Its listing is from before the sync."""

        def list(self, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
            return iter(listed)

    def sweep(stage: Stage, work: object) -> None:
        if stage is Stage.STORE:
            _clean(stored, thumbnails=Listed(thumbnails, lambda: None))

    run(stored.kitchen, 11, observe=sweep)

    _everything_is_there(stored)


def test_a_cleanup_tells_how_far_it_is(stored: Services) -> None:
    told: list[int] = []
    _clean(stored, on_batch=lambda swept: told.append(swept.examined))
    assert told == [5, 6]


def test_the_source_that_two_pictures_share_stays_for_the_second(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    hang(stored.database, PATH, artwork_id=12, is_chosen=False)
    run(stored.kitchen, 12)
    with stored.database.write() as session:
        session.delete(session.get_one(Artwork, 11))
    _age(stored)
    _clean(stored)
    assert _keys(stored.stores.originals) == {PATH.removeprefix("/")}
    due_again(stored.database, 12, forced=True)


def _everything_is_there(services: Services) -> None:
    row = artwork(services.database)
    assert row.state == "ready"
    for variant in variants(services.database).values():
        assert services.stores.thumbnails.head(variant.key).metadata["revision"] == row.revision
    assert services.stores.originals.head(row.source_key or "").size == row.file_size
