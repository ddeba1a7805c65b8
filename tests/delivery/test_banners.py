"""The mirror: what is here is shown, what is not is fetched once, and an outage is no 404."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import event

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.mirror import KEY, PATH, THUMBNAIL, THUMBNAIL_KEY, ask, source, stored
from tests.house.pictures import logo, poster
from tests.house.titles import hang
from tests.house.waiting import eventually
from tests.imaging.drawing import decoded, encoded, quarters
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.delivery import mirrored
from tvdbproxy.errors import (
    Kind,
    NotFound,
    TvdbProxyError,
    Unavailable,
    UpstreamBad,
    UpstreamLimited,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from tvdbproxy.jobs import leases
from tvdbproxy.storage.local import LocalStore
from tvdbproxy.wiring import Services

FULL = encoded(quarters(680, 1000), "JPEG")


def test_a_cold_picture_is_fetched_and_kept_as_the_workers_keep_theirs(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster(), Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")
    shown = services.mirror.answer(PATH)

    assert (shown.held.data, shown.held.mime) == (poster(), "image/jpeg")
    checksum = sha256(poster()).hexdigest()
    assert shown.held.etag == checksum[:32]
    found = services.stores.originals.get(KEY)
    assert (found.data, found.info.content_type) == (poster(), "image/jpeg")
    assert found.info.cache_control == "private, max-age=86400"
    assert found.info.metadata["source-sha256"] == checksum
    row = source(services.database)
    assert row is not None
    assert (row.mirrored, row.sha256, row.size) == (True, checksum, len(poster()))
    assert row.etag == f'"{checksum[:16]}"'
    assert row.last_modified == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert row.made_of is None
    with services.database.write() as session:  # and nobody holds it
        assert leases.acquire(session, services.mirror.pull.alone.lease_of(KEY), "me", 1)


def test_what_is_here_asks_neither_database_nor_upstream(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    services.mirror.answer(PATH)
    services.mirror.upkeep.lately.is_first(KEY)  # it was looked after a moment ago
    said: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(services.database.engine, "before_cursor_execute", hear)
    assert services.mirror.answer(PATH).held.data == poster()
    services.hot.clear()
    assert services.mirror.answer(PATH).held.data == poster()
    event.remove(services.database.engine, "before_cursor_execute", hear)
    assert (said, artwork_host.times(PATH)) == ([], 1)


def test_the_type_is_that_of_the_bytes_whatever_the_name(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, logo(), Content_Type="application/octet-stream")
    assert services.mirror.answer(PATH).held.mime == "image/png"
    assert services.stores.originals.head(KEY).content_type == "image/png"


def test_many_who_want_a_cold_picture_are_one_fetch(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    artwork_host.gate.clear()
    with ThreadPoolExecutor(50) as threads:
        asked = [threads.submit(services.mirror.answer, PATH) for _ in range(50)]
        eventually(lambda: artwork_host.times(PATH))
        artwork_host.gate.set()
        assert {one.result().held.data for one in asked} == {poster()}
    assert artwork_host.times(PATH) == 1


def test_two_processes_are_one_fetch(open_house: OpenHouse, artwork_host: ArtworkHost) -> None:
    first, second = open_house(), open_house()
    artwork_host.show(PATH, poster())
    artwork_host.gate.clear()
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(first.mirror.answer, PATH)]
        eventually(lambda: artwork_host.times(PATH))
        asked.append(threads.submit(second.mirror.answer, PATH))
        eventually(lambda: second.mirror.once.under_way.flights)
        artwork_host.gate.set()
        assert {one.result().held.data for one in asked} == {poster()}
    assert artwork_host.times(PATH) == 1


def test_who_waits_too_long_for_another_process_is_told_to_come_again(
    services: Services, artwork_host: ArtworkHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.delivery.pull._PATIENCE_SECONDS", 0)
    artwork_host.show(PATH, poster())
    with services.database.write() as session:
        leases.acquire(session, services.mirror.pull.alone.lease_of(KEY), "another", 60)
    with pytest.raises(Unavailable) as told:
        services.mirror.answer(PATH)
    assert (told.value.code, told.value.retry_after) == ("artwork_pending", 5)
    assert artwork_host.times(PATH) == 0


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_what_upstream_does_not_have_is_not_found_and_not_asked_for_again(
    services: Services, artwork_host: ArtworkHost, status: int
) -> None:
    artwork_host.show(PATH, b"no", status)
    for _ in range(3):
        services.mirror.once.under_way.failures.clear()  # of which another failure would be shared
        with pytest.raises(NotFound) as told:
            services.mirror.answer(PATH)
        assert told.value.code == "no_artwork"
    assert artwork_host.times(PATH) == 1
    assert source(services.database) is None


def test_what_upstream_did_not_have_is_shown_once_it_is_here(
    services: Services, artwork_host: ArtworkHost
) -> None:
    with pytest.raises(NotFound):
        services.mirror.answer(PATH)
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    assert services.mirror.answer(PATH).held.data == poster()


TROUBLE: dict[str, tuple[dict[str, Any], type[TvdbProxyError]]] = {
    "500": ({"status": 500}, UpstreamUnavailable),
    "502": ({"status": 502}, UpstreamUnavailable),
    "503": ({"status": 503, "Retry_After": "77"}, UpstreamUnavailable),
    "429": ({"status": 429, "Retry_After": "77"}, UpstreamLimited),
    "cut off": ({"Content_Length": "999999"}, UpstreamBad),
    "a lying length": ({"Content_Length": "100"}, UpstreamBad),
    "an endless one": ({"Content_Length": str(11 * 1024 * 1024)}, UpstreamBad),
    "compressed": ({"Content_Encoding": "gzip"}, UpstreamBad),
    "elsewhere": ({"status": 302, "Location": "http://127.0.0.1:1/x.jpg"}, UpstreamBad),
    "in circles": ({"status": 302, "Location": PATH}, UpstreamBad),
    "refused": ({"status": 418}, UpstreamBad),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_upstreams_trouble_is_no_404_and_nothing_is_kept_of_it(
    services: Services, artwork_host: ArtworkHost, name: str
) -> None:
    given, error = TROUBLE[name]
    artwork_host.show(PATH, poster(), **given)
    with pytest.raises(error) as told:
        services.mirror.answer(PATH)
    assert told.value.kind not in (Kind.NOT_FOUND, Kind.UPSTREAM_MISSING)
    if error is not UpstreamBad:
        assert told.value.retry_after == (77 if "Retry_After" in given else 10)
    assert list(services.stores.originals.list()) == []
    assert source(services.database) is None
    artwork_host.show(PATH, poster())
    services.mirror.once.under_way.failures.clear()
    if name != "429":  # it is to be obeyed
        assert services.mirror.answer(PATH).held.data == poster()


NO_PICTURES = {
    "a page": b"<!doctype html><h1>Sorry</h1>",
    "nothing": b"",
    "half a picture": poster()[:-200],
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_is_refused_and_not_kept(
    services: Services, artwork_host: ArtworkHost, name: str
) -> None:
    artwork_host.show(PATH, NO_PICTURES[name])
    with pytest.raises(UpstreamBad) as told:
        services.mirror.answer(PATH)
    assert told.value.code == "bad_upstream_content"
    assert list(services.stores.originals.list()) == []


def test_upstream_that_is_slow_is_given_up(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house(fetch_seconds=0.3)
    artwork_host.show(PATH, poster())
    artwork_host.gate.clear()
    with pytest.raises(UpstreamTimeout) as told:
        services.mirror.answer(PATH)
    assert told.value.retry_after == 10


def test_upstream_that_keeps_failing_is_left_alone(
    services: Services, artwork_host: ArtworkHost
) -> None:
    for number in range(8):
        path = artwork_host.show(f"/banners/{number}.jpg", b"no", 500)
        with pytest.raises(UpstreamUnavailable) as told:
            services.mirror.answer(path)
        assert told.value.retry_after
    assert told.value.code == "upstream_circuit_open"
    assert len(artwork_host.asked) == 5


def test_a_held_picture_is_shown_whatever_upstream_says(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    services.mirror.answer(PATH)
    for status in (404, 403, 500, 429):
        artwork_host.show(PATH, b"no", status)
        assert ask(services) == poster()


def test_no_name_that_cannot_be_a_pictures_goes_upstream(
    services: Services, artwork_host: ArtworkHost
) -> None:
    for path in ("/banners/x.txt", "/banners/../x.jpg", "/banners/x", "/banners/a\x00.jpg"):
        with pytest.raises(NotFound):
            services.mirror.answer(path)
    assert artwork_host.asked == []
    assert not services.mirror.misses._until


def test_thumbnails_are_pulled_through_as_upstream_has_them(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, FULL)
    artwork_host.show(THUMBNAIL, poster(7))
    services.mirror.answer(PATH)
    assert services.mirror.answer(THUMBNAIL).held.data == poster(7)
    row = source(services.database, THUMBNAIL_KEY)
    assert row is not None
    assert (row.mirrored, row.made_of) == (True, None)


@pytest.mark.parametrize("status", [404, 403, 500, 429])
def test_a_thumbnail_that_upstream_cannot_give_is_made_of_the_held_picture_and_kept(
    services: Services, artwork_host: ArtworkHost, status: int
) -> None:
    artwork_host.show(PATH, FULL)
    artwork_host.show(THUMBNAIL, b"no", status)
    services.mirror.answer(PATH)

    held = services.mirror.answer(THUMBNAIL).held

    assert held.mime == "image/jpeg"
    assert decoded(held.data).size == (340, 500)
    row = source(services.database, THUMBNAIL_KEY)
    assert row is not None
    assert row.made_of == sha256(FULL).hexdigest()
    assert stored(services, THUMBNAIL_KEY) == held.data
    assert ask(services, THUMBNAIL) == held.data
    assert artwork_host.times(THUMBNAIL) == 1


def test_a_thumbnail_that_was_missed_is_made_once_the_picture_is_here(
    services: Services, artwork_host: ArtworkHost
) -> None:
    with pytest.raises(NotFound):
        services.mirror.answer(THUMBNAIL)
    services.mirror.once.under_way.failures.clear()
    with pytest.raises(NotFound):
        services.mirror.answer(THUMBNAIL)
    services.mirror.once.under_way.failures.clear()
    artwork_host.show(PATH, FULL)
    services.mirror.answer(PATH)
    assert decoded(services.mirror.answer(THUMBNAIL).held.data).size == (340, 500)
    assert artwork_host.times(THUMBNAIL) == 1


def test_no_thumbnails_are_made_of_thumbnails(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, FULL)
    services.mirror.answer(PATH)
    services.mirror.answer(THUMBNAIL)
    with pytest.raises(NotFound):
        services.mirror.answer(THUMBNAIL.replace("_t", "_t_t"))
    assert len(list(services.stores.originals.list())) == 2


def test_the_full_picture_is_never_answered_with_a_thumbnail(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(THUMBNAIL, poster(7))
    services.mirror.answer(THUMBNAIL)
    with pytest.raises(NotFound):
        services.mirror.answer(PATH)


def test_a_picture_that_the_workers_have_is_shown_and_left_to_them(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    assert ask(services) == poster()
    row = source(services.database)
    assert row is not None
    assert not row.mirrored
    assert artwork_host.times(PATH) == 1


def test_workers_take_over_a_picture_that_the_mirror_has(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    services.mirror.answer(PATH)
    hang(services.database)
    ended = run(services.kitchen, 11)
    assert ended.result == "stored"
    assert artwork_host.times(PATH) == 2  # to hear that it is still the same
    assert ask(services) == poster()
    row = source(services.database)
    assert row is not None
    assert row.mirrored  # it stays when the title goes


def test_when_workers_replace_a_picture_memory_is_dropped_and_the_tag_is_another(
    services: Services, artwork_host: ArtworkHost
) -> None:
    services.notices.listen(services.hot.drop_prefix, services.hot.clear)
    artwork_host.show(PATH, poster())
    old = services.mirror.answer(PATH).held
    artwork_host.show(PATH, poster(3))
    hang(services.database)
    ended = run(services.kitchen, 11)
    for prefix in ended.changed:
        services.notices.announce(prefix)
    new = services.mirror.answer(PATH).held
    assert (new.data, new.etag) == (poster(3), sha256(poster(3)).hexdigest()[:32])
    assert new.etag != old.etag


def test_who_was_overtaken_by_a_worker_shows_what_the_worker_stored(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    artwork_host.gate.clear()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(services.mirror.answer, PATH)
        eventually(lambda: artwork_host.times(PATH))
        checksum = sha256(poster(3)).hexdigest()
        services.stores.originals.put(
            KEY, poster(3), content_type="image/jpeg", metadata={"source-sha256": checksum}
        )
        artwork_host.gate.set()
        assert asked.result().held.data == poster(3)
    assert stored(services) == poster(3)


Spoil = Callable[[Services], object]
SPOILS: dict[str, Spoil] = {
    "other bytes": lambda services: services.stores.originals.put(
        KEY,
        b"\xff\xd8\xff" + bytes(500),
        content_type="image/jpeg",
        metadata={"source-sha256": sha256(poster()).hexdigest()},
    ),
    "no checksum": lambda services: services.stores.originals.put(
        KEY, poster(), content_type="image/jpeg"
    ),
    "nothing there": lambda services: services.stores.originals.delete(KEY),
}


@pytest.mark.parametrize("name", SPOILS)
def test_a_damaged_object_is_not_shown_but_fetched_again(
    services: Services, artwork_host: ArtworkHost, name: str
) -> None:
    artwork_host.show(PATH, poster())
    services.mirror.answer(PATH)
    SPOILS[name](services)
    assert ask(services) == poster()
    assert stored(services) == poster()
    assert services.stores.originals.head(KEY).metadata["source-sha256"]
    assert artwork_host.times(PATH) == 2
    assert ask(services) == poster()
    assert artwork_host.times(PATH) == 2


def test_a_store_that_is_full_does_not_keep_a_picture_from_who_wants_it(
    services: Services, artwork_host: ArtworkHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    artwork_host.show(PATH, poster())

    def full(*_: Any, **__: Any) -> None:
        raise Unavailable("No room.", code="storage_full")

    monkeypatch.setattr(LocalStore, "put", full)
    assert services.mirror.answer(PATH).held.data == poster()
    assert source(services.database) is None


def test_a_picture_that_cannot_be_recorded_is_shown_and_recorded_later(
    services: Services, artwork_host: ArtworkHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    artwork_host.show(PATH, poster())

    def away(*_: Any, **__: Any) -> None:
        raise Unavailable("Away.", code="database_unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(mirrored, "record", away)
        assert services.mirror.answer(PATH).held.data == poster()
    assert source(services.database) is None
    assert ask(services) == poster()
    row = source(services.database)
    assert row is not None
    assert row.mirrored


def test_a_store_that_is_away_is_no_404(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise Unavailable("Away.", code="storage_unavailable")

    monkeypatch.setattr(LocalStore, "get", away)
    with pytest.raises(Unavailable):
        services.mirror.answer(PATH)


def test_a_stranger_fills_neither_memory_nor_disk(
    services: Services, artwork_host: ArtworkHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.mirror.misses, "_most", 20)
    for number in range(60):
        with pytest.raises(NotFound):
            services.mirror.answer(f"/banners/{number}.jpg")
    assert len(services.mirror.misses._until) == 20
    assert services.hot.used == 0
    assert list(services.stores.originals.list()) == []
    with services.database.read() as session:
        tables = ("leases", "sources")
        counts = [session.connection().exec_driver_sql(f"SELECT count(*) FROM {t}") for t in tables]
        assert [count.scalar() for count in counts] == [0, 0]


def test_threads_are_left_for_what_is_here_while_upstream_is_silent(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house(web_threads=4)
    artwork_host.show(PATH, poster())
    services.mirror.answer(PATH)
    artwork_host.gate.clear()
    with ThreadPoolExecutor(8) as threads:
        asked = [
            threads.submit(services.mirror.answer, f"/banners/{number}.jpg") for number in range(8)
        ]
        eventually(lambda: len(artwork_host.asked) == 1 + 3)
        assert services.mirror.answer(PATH).held.data == poster()
        artwork_host.gate.set()
        kinds = {type(one.exception()).__name__ for one in asked}
    assert kinds <= {"NotFound", "Overloaded"}
