"""What the mirror keeps is looked after beside the answers: rows, age, use."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.mirror import (
    KEY,
    PATH,
    THUMBNAIL,
    THUMBNAIL_KEY,
    age,
    ask,
    set_source,
    source,
    stored,
)
from tests.house.pictures import poster
from tests.house.titles import hang
from tests.imaging.drawing import encoded, quarters
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.catalogue.store import remove_title
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Source
from tvdbproxy.storage.sources import put_source
from tvdbproxy.wiring import Services

FULL, OTHER = encoded(quarters(680, 1000), "JPEG"), encoded(quarters(690, 1000), "JPEG")


@pytest.fixture
def mirrored(services: Services, artwork_host: ArtworkHost) -> Services:
    """A house that has mirrored one picture."""
    artwork_host.show(PATH, poster())
    services.mirror.answer(PATH)
    return services


def _row(services: Services, key: str = KEY) -> Source:
    row = source(services.database, key)
    assert row is not None
    return row


def _put(services: Services, data: bytes) -> None:
    checksum = sha256(data).hexdigest()
    put_source(services.stores.originals, KEY, data, mime="image/jpeg", sha256=checksum)


def _is_young(services: Services, key: str = KEY) -> bool:
    row = _row(services, key)
    with services.database.read() as session:
        return now(session) - max(row.fetched_at, row.checked_at or row.fetched_at) < timedelta(
            minutes=10
        )


def test_a_young_picture_is_not_compared_with_upstream(
    mirrored: Services, artwork_host: ArtworkHost
) -> None:
    for _ in range(3):
        assert ask(mirrored) == poster()
    assert artwork_host.times(PATH) == 1


def test_an_old_one_is_compared_once_and_stays_if_it_is_still_the_same(
    mirrored: Services, artwork_host: ArtworkHost
) -> None:
    before = mirrored.stores.originals.head(KEY)
    age(mirrored.database)
    for _ in range(3):
        assert ask(mirrored) == poster()
    assert artwork_host.times(PATH) == 2
    assert mirrored.stores.originals.head(KEY) == before
    assert _is_young(mirrored)
    assert _row(mirrored).etag is not None


def test_how_old_it_may_become_is_a_setting(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house(recheck_days=60)
    artwork_host.show(PATH, poster())
    services.mirror.answer(PATH)
    age(services.database, days=59)
    ask(services)
    assert artwork_host.times(PATH) == 1
    age(services.database, days=61)
    ask(services)
    assert artwork_host.times(PATH) == 2


def test_one_that_upstream_has_replaced_is_replaced_for_everybody(
    mirrored: Services, artwork_host: ArtworkHost
) -> None:
    heard: list[str] = []
    mirrored.notices.listen(heard.append, lambda: None)
    age(mirrored.database)
    artwork_host.show(PATH, poster(3))
    assert ask(mirrored) == poster()  # nobody waits for it
    assert mirrored.mirror.answer(PATH).held.data == poster(3)
    assert heard == [KEY.rpartition("/")[0]]
    assert _row(mirrored).sha256 == sha256(poster(3)).hexdigest()
    assert stored(mirrored) == poster(3)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_one_that_upstream_has_lost_stays_and_is_not_asked_for_at_every_look(
    mirrored: Services, artwork_host: ArtworkHost, status: int
) -> None:
    age(mirrored.database)
    artwork_host.show(PATH, b"no", status)
    for _ in range(3):
        assert ask(mirrored) == poster()
    assert artwork_host.times(PATH) == 2


@pytest.mark.parametrize(
    ("body", "status"), [(b"no", 500), (b"no", 503), (b"<html>", 200), (poster()[:-99], 200)]
)
def test_trouble_upstream_changes_nothing_and_it_is_asked_again_later(
    mirrored: Services, artwork_host: ArtworkHost, body: bytes, status: int
) -> None:
    age(mirrored.database)
    artwork_host.show(PATH, body, status)
    for _ in range(2):
        assert ask(mirrored) == poster()
    assert artwork_host.times(PATH) == 3
    assert stored(mirrored) == poster()
    artwork_host.show(PATH, poster(3))
    ask(mirrored)
    assert ask(mirrored) == poster(3)


def test_in_an_hour_one_process_looks_once(mirrored: Services, artwork_host: ArtworkHost) -> None:
    ask(mirrored)
    age(mirrored.database)
    for _ in range(5):
        mirrored.hot.clear()
        mirrored.mirror.answer(PATH)
    assert mirrored.mirror.upkeep.aside.settle(20)
    assert artwork_host.times(PATH) == 1


def test_an_object_without_a_row_gets_one(mirrored: Services, artwork_host: ArtworkHost) -> None:
    """Somebody was killed between the two."""
    with mirrored.database.write() as session:
        session.delete(session.get_one(Source, KEY))
    assert ask(mirrored) == poster()
    row = _row(mirrored)
    assert (row.mirrored, row.sha256) == (True, sha256(poster()).hexdigest())
    assert row.etag is not None  # upstream was asked
    assert artwork_host.times(PATH) == 2


def test_an_object_that_differs_from_its_row_is_fetched_again(
    mirrored: Services, artwork_host: ArtworkHost
) -> None:
    _put(mirrored, poster(5))
    ask(mirrored)
    assert ask(mirrored) == poster()
    assert stored(mirrored) == poster()
    assert _row(mirrored).sha256 == sha256(poster()).hexdigest()


@pytest.mark.parametrize("status", [404, 500])
def test_while_upstream_has_none_what_is_here_is_right(
    mirrored: Services, artwork_host: ArtworkHost, status: int
) -> None:
    _put(mirrored, poster(5))
    artwork_host.show(PATH, b"no", status)
    for _ in range(2):
        assert ask(mirrored) == poster(5)
    row = _row(mirrored)
    assert (row.mirrored, row.sha256) == (True, sha256(poster(5)).hexdigest())
    assert (row.etag, row.last_modified) == (None, None)  # they are of other bytes


def test_a_picture_of_the_workers_is_left_to_them_however_old(
    mirrored: Services, artwork_host: ArtworkHost
) -> None:
    hang(mirrored.database)
    run(mirrored.kitchen, 11)
    asked = artwork_host.times(PATH)
    age(mirrored.database)
    artwork_host.show(PATH, poster(3))
    assert ask(mirrored) == poster()
    set_source(mirrored.database, sha256="0" * 64)
    assert ask(mirrored) == poster()
    assert artwork_host.times(PATH) == asked
    assert _row(mirrored).sha256 == "0" * 64


def test_a_source_whose_title_went_away_is_the_mirrors_if_somebody_wants_it(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    with services.database.write() as session:
        remove_title(session, "series", 1)
    assert not _row(services).mirrored
    assert ask(services) == poster()
    assert _row(services).mirrored
    assert artwork_host.times(PATH) == 1


def test_use_is_written_once_a_day_if_there_is_a_bound(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house(mirror_max_gb=1, recheck_days=60)
    artwork_host.show(PATH, poster())
    services.mirror.answer(PATH)
    age(services.database, days=2)
    old = _row(services).used_at
    ask(services)
    new = _row(services).used_at
    assert old is not None
    assert new is not None
    assert new - old >= timedelta(days=2)
    ask(services)
    assert _row(services).used_at == new


def test_without_a_bound_use_is_nobodys_business(mirrored: Services) -> None:
    age(mirrored.database, days=2)
    old = _row(mirrored).used_at
    ask(mirrored)
    assert _row(mirrored).used_at == old


def test_a_thumbnail_of_ours_gives_way_to_upstreams(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, FULL)
    services.mirror.answer(PATH)
    services.mirror.answer(THUMBNAIL)
    age(services.database, THUMBNAIL_KEY)
    artwork_host.show(THUMBNAIL, poster(7))
    ask(services, THUMBNAIL)
    assert ask(services, THUMBNAIL) == poster(7)
    assert _row(services, THUMBNAIL_KEY).made_of is None


def test_a_thumbnail_of_ours_is_made_anew_when_the_picture_was_replaced(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, FULL)
    services.mirror.answer(PATH)
    old = services.mirror.answer(THUMBNAIL).held.data
    age(services.database, THUMBNAIL_KEY)
    assert ask(services, THUMBNAIL) == old
    assert ask(services, THUMBNAIL) == old
    assert _is_young(services, THUMBNAIL_KEY)

    artwork_host.show(PATH, OTHER)
    age(services.database)
    ask(services)
    age(services.database, THUMBNAIL_KEY)
    ask(services, THUMBNAIL)
    assert ask(services, THUMBNAIL) != old
    assert _row(services, THUMBNAIL_KEY).made_of == sha256(OTHER).hexdigest()
