"""What transforms keep: objects first, rows when somebody looks, and within bounds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.titles import PATH, hang
from tests.house.transforms import OpenTransforms, plain
from tvdbproxy.artwork.cleanup import clean
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.database import now
from tvdbproxy.db.models import KeptTransform
from tvdbproxy.delivery.bound import Trimmed, kept_transforms, trim
from tvdbproxy.delivery.transforms.kept import Kept, Kind
from tvdbproxy.errors import Unavailable
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services


@pytest.fixture
def kept(services: Services) -> Kept:
    return services.transforms.kept


def rows(services: Services) -> dict[str, KeptTransform]:
    with services.database.read() as session:
        return {row.key: row for row in session.scalars(select(KeptTransform))}


def age(services: Services, key: str, days: float) -> None:
    with services.database.write() as session:
        moment = now(session) - timedelta(days=days)
        session.execute(
            update(KeptTransform).where(KeptTransform.key == key).values(used_at=moment)
        )


def keep(kept: Kept, name: str, data: bytes) -> str:
    key = kept.key_of(name)
    kept.write(key, data, "image/png", {"width": "1"})
    return key


def test_what_is_kept_is_read_back_with_its_facts(services: Services, kept: Kept) -> None:
    key = keep(kept, "a", b"data")
    found = kept.read(key)
    assert found is not None
    assert (found.data, found.info.metadata["width"]) == (b"data", "1")
    assert rows(services)[key].size == 4
    assert rows(services)[key].kind == "result"


def test_a_key_tells_nothing_of_what_it_is_for(kept: Kept) -> None:
    key = kept.key_of("https://secret.example/token")
    assert "secret" not in key
    assert key.startswith("transforms/results/")
    assert key != kept.key_of("https://secret.example/other")


def test_what_is_damaged_or_lost_is_as_good_as_not_there(services: Services, kept: Kept) -> None:
    key = keep(kept, "a", b"data")
    services.stores.originals.put(
        key, b"other", content_type="image/png", metadata={"sha256": "0" * 64}
    )
    assert kept.read(key) is None
    services.stores.originals.delete(key)
    assert kept.read(key) is None
    assert kept.look(key) is None


def test_an_object_without_a_row_gets_it_from_who_reads_it(services: Services, kept: Kept) -> None:
    key = keep(kept, "a", b"data")
    trim(services.database, _NoStore(), kept_transforms("result"), 0, dry_run=False)  # type: ignore[arg-type]
    assert not rows(services)
    kept.lately._until.clear()
    assert kept.read(key) is not None
    assert kept.aside.settle(30)
    assert rows(services)[key].size == 4


class _NoStore:
    def delete_many(self, keys: object) -> None:
        """As if killed before."""


def test_a_use_is_written_once_a_day(services: Services, kept: Kept) -> None:
    key = keep(kept, "a", b"data")
    for days, written in ((0.5, False), (2.0, True)):
        age(services, key, days)
        before = rows(services)[key].used_at
        kept.note_use(key, 4)
        assert (rows(services)[key].used_at > before) is written


def test_what_cannot_be_kept_is_shown_all_the_same(
    services: Services, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Unavailable("Full.", code="storage_full")

    monkeypatch.setattr(type(services.stores.originals), "put", full)
    key = keep(kept, "a", b"data")
    assert not rows(services)
    assert kept.read(key) is None


def test_with_no_room_nothing_is_kept(transforming: OpenTransforms) -> None:
    services = transforming(imgproxy_result_cache_mb=0)
    kept = services.transforms.kept
    key = keep(kept, "a", b"data")
    assert kept.read(key) is None
    assert kept.look(key) is None
    assert not rows(services)


def test_what_was_wanted_longest_ago_goes_until_the_rest_fits(
    services: Services, kept: Kept
) -> None:
    keys = [keep(kept, str(number), b"x" * 10) for number in range(5)]
    for number, key in enumerate(keys):
        age(services, key, 1 + number)

    def within(most: int, kind: Kind = "result", *, dry_run: bool = False) -> Trimmed:
        originals = services.stores.originals
        return trim(services.database, originals, kept_transforms(kind), most, dry_run=dry_run)

    assert within(30, dry_run=True) == Trimmed(50, 2, 20)
    assert len(rows(services)) == 5
    assert within(30) == Trimmed(50, 2, 20)
    assert set(rows(services)) == set(keys[:3])
    assert {info.key for info in services.stores.originals.list()} == set(keys[:3])
    assert within(30) == Trimmed(30, 0, 0)
    assert within(0, "source") == Trimmed()


def test_the_cleanup_knows_them_and_takes_what_has_no_row(services: Services, kept: Kept) -> None:
    known, orphan = keep(kept, "known", b"a"), kept.key_of("orphan")
    services.stores.originals.put(orphan, b"b", content_type="image/png")
    swept = clean(
        services.database,
        services.stores.originals,
        services.stores.thumbnails,
        grace_hours=0,
        dry_run=False,
    )
    assert swept.sample == [orphan]
    assert [info.key for info in services.stores.originals.list()] == [known]


def test_a_second_size_is_not_fetched_again_and_a_second_answer_not_made_again(
    transforming: OpenTransforms, artwork_host: ArtworkHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    artwork_host.show("/p.jpg", poster())
    services = transforming()
    door = create_app(services).test_client()
    url = f"{artwork_host.url}/p.jpg"
    first = door.get(plain("w:50", url))
    assert door.get(plain("w:60", url)).status_code == 200
    assert artwork_host.times("/p.jpg") == 1

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("made again")

    later = transforming()
    monkeypatch.setattr(type(later.transforms.maker), "make", refuse)
    again = create_app(later).test_client().get(plain("w:50", url))
    assert (again.status_code, again.data) == (200, first.data)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Last-Modified"] == first.headers["Last-Modified"]
    assert artwork_host.times("/p.jpg") == 1


def test_an_old_source_is_asked_for_again_and_shown_while_its_server_is_away(
    transforming: OpenTransforms, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/p.jpg", poster())
    services = transforming(imgproxy_source_cache_hours=0)
    door = create_app(services).test_client()
    url = f"{artwork_host.url}/p.jpg"

    def tag(options: str) -> str:
        answer = door.get(plain(options, f"{url}@png"))
        assert answer.status_code == 200, answer.text
        services.hot.clear()
        return answer.headers["ETag"]

    first = tag("w:50")
    assert tag("w:50/cb:1") == first
    assert artwork_host.times("/p.jpg") == 2  # the second time it was unchanged
    artwork_host.show("/p.jpg", b"", 503)
    assert tag("w:50/cb:2") == first
    artwork_host.show("/p.jpg", poster(3))
    assert tag("w:50/cb:3") != first
    artwork_host.show("/p.jpg", b"", 404)
    assert door.get(plain("w:50/cb:4", f"{url}@png")).status_code == 404


def test_what_the_bucket_lost_is_fetched_again(
    transforming: OpenTransforms, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/p.jpg", poster())
    services = transforming()
    door = create_app(services).test_client()
    url = f"{artwork_host.url}/p.jpg"
    assert door.get(plain("w:50", url)).status_code == 200
    for info in list(services.stores.originals.list("transforms/")):
        services.stores.originals.delete(info.key)
    assert door.get(plain("w:60", url)).status_code == 200
    assert artwork_host.times("/p.jpg") == 2


def test_an_original_that_was_lost_is_pulled_again(
    transforming: OpenTransforms, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    services = transforming(web_threads=1)  # where one seat is all there are
    hang(services.database)
    run(services.kitchen, 11)
    services.stores.originals.delete(PATH.removeprefix("/"))
    door = create_app(services).test_client()
    assert door.get(plain("w:50", "tvdb://series/1/poster")).status_code == 200
    assert artwork_host.times(PATH) == 2
