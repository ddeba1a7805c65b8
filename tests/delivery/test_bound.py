"""The mirror's bound: what nobody has wanted longest goes, and nothing that a picture needs."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest

from tests.house.artwork_host import ArtworkHost
from tests.house.mirror import age, ask, source
from tests.house.pictures import poster
from tests.house.titles import hang
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.models import Source
from tvdbproxy.delivery import bound
from tvdbproxy.delivery.bound import Trimmed, only_mirrored, trim
from tvdbproxy.errors import Unavailable
from tvdbproxy.storage.store import ObjectStore
from tvdbproxy.wiring import Services


@pytest.fixture
def five(services: Services, artwork_host: ArtworkHost) -> Services:
    """Five mirrored pictures: the first was wanted last, the fifth ten days before."""
    for number in range(5):
        services.mirror.answer(artwork_host.show(_path(number), poster(number)))
        age(services.database, _path(number)[1:], days=2 + 2 * number)
    return services


def _path(number: int) -> str:
    return f"/banners/{number}.jpg"


def _keys(services: Services) -> list[str]:
    return [info.key.removeprefix("banners/") for info in services.stores.originals.list()]


def _rows(services: Services) -> list[str]:
    keys = [f"banners/{number}.jpg" for number in range(5)]
    return [key.removeprefix("banners/") for key in keys if source(services.database, key)]


def _sizes(*numbers: int) -> int:
    return sum(len(poster(number)) for number in numbers)


def _trim(services: Services, most: int, *, dry_run: bool = False) -> Trimmed:
    return trim(
        services.database, services.stores.originals, only_mirrored(), most, dry_run=dry_run
    )


def test_what_was_wanted_longest_ago_goes_until_the_rest_fits(five: Services) -> None:
    trimmed = _trim(five, _sizes(0, 1, 2))
    assert trimmed == Trimmed(_sizes(0, 1, 2, 3, 4), 2, _sizes(3, 4))
    assert _keys(five) == _rows(five) == ["0.jpg", "1.jpg", "2.jpg"]
    assert _trim(five, _sizes(0, 1, 2)).dropped == 0
    assert _trim(five, _sizes(0, 1, 2) - 1).dropped == 1
    assert _trim(five, 0).dropped == 2
    assert _keys(five) == _rows(five) == []


def test_a_dry_run_only_counts(five: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tvdbproxy.delivery.bound._BATCH", 2)
    trimmed = _trim(five, _sizes(0), dry_run=True)
    assert (trimmed.dropped, trimmed.dropped_bytes) == (4, _sizes(1, 2, 3, 4))
    assert len(_keys(five)) == len(_rows(five)) == 5


def test_many_pages_are_as_good_as_one(five: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tvdbproxy.delivery.bound._BATCH", 2)
    told: list[int] = []
    trimmed = trim(
        five.database,
        five.stores.originals,
        only_mirrored(),
        _sizes(0),
        dry_run=False,
        on_batch=lambda: told.append(1),
    )
    assert (trimmed.dropped, len(told)) == (4, 2)
    assert _keys(five) == ["0.jpg"]


def test_what_a_picture_was_made_of_or_is_about_to_be_does_not_count(five: Services) -> None:
    hang(five.database, _path(4))
    run(five.kitchen, 11)
    hang(five.database, _path(3), artwork_id=12, content_id=2)
    trimmed = _trim(five, 0)
    assert trimmed == Trimmed(_sizes(0, 1, 2), 3, _sizes(0, 1, 2))
    assert _keys(five) == ["3.jpg", "4.jpg"]


def test_what_the_workers_keep_without_the_mirror_is_not_its_business(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(_path(0), poster())
    hang(services.database, _path(0))
    run(services.kitchen, 11)
    with services.database.write() as session:
        session.add(Source(key="banners/x.jpg", sha256="0", size=9, fetched_at=_fetched(services)))
    assert _trim(services, 0) == Trimmed()


def test_killed_between_rows_and_objects_it_leaves_what_the_next_reader_takes_up(
    five: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(keys: object) -> None:
        raise Unavailable("Killed.", code="storage_unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(type(five.stores.originals), "delete_many", lambda self, keys: die(keys))
        with pytest.raises(Unavailable):
            _trim(five, _sizes(0, 1))
    assert len(_keys(five)) == 5
    assert _rows(five) == ["0.jpg", "1.jpg"]
    assert ask(five, _path(4)) == poster(4)
    row = source(five.database, _path(4)[1:])
    assert row is not None
    assert (row.mirrored, row.sha256) == (True, sha256(poster(4)).hexdigest())


def test_what_somebody_wants_again_before_its_object_goes_stays(
    five: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = bound._still_unwanted

    def late(*asked: Any) -> list[str]:
        assert ask(five, _path(4)) == poster(4)
        return look(*asked)

    monkeypatch.setattr(bound, "_still_unwanted", late)
    _trim(five, _sizes(0, 1))
    assert _keys(five) == _rows(five) == ["0.jpg", "1.jpg", "4.jpg"]


def test_what_was_dropped_is_fetched_again_when_somebody_wants_it(
    five: Services, artwork_host: ArtworkHost
) -> None:
    store: ObjectStore = five.stores.originals
    _trim(five, 0)
    assert ask(five, _path(2)) == poster(2)
    assert artwork_host.times(_path(2)) == 2
    assert [info.key for info in store.list()] == [_path(2)[1:]]


def _fetched(services: Services) -> datetime:
    row = source(services.database, _path(0)[1:])
    assert row is not None
    return row.fetched_at
