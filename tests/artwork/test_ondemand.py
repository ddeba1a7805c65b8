"""Pictures made while a request waits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.house.artwork_host import ArtworkHost
from tests.house.damage import spoil_variant
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, change, due_again, hang, variants
from tests.imaging.drawing import decoded
from tvdbproxy.artwork.ondemand import OnDemand
from tvdbproxy.artwork.pipeline import Stage, run
from tvdbproxy.errors import (
    NotFound,
    Superseded,
    TvdbProxyError,
    Unavailable,
    UpstreamMissing,
)
from tvdbproxy.wiring import Services


def test_the_whole_set_is_made_for_the_first_who_asks(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)

    made = OnDemand(services.kitchen).make(11, "medium", "webp")

    assert made.revision == artwork(services.database).revision
    assert len(variants(services.database)) == 5
    assert services.stores.thumbnails.get(made.info.key).data == made.data


def test_a_picture_that_was_only_known_is_made_for_the_first_who_asks(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database, due_at=None)

    assert OnDemand(services.kitchen).make(11, "medium", "webp").data
    assert artwork(services.database).state == "ready"


def test_one_more_variant_is_made_from_the_stored_source(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)

    made = OnDemand(services.kitchen).make(11, "w92", "png")

    assert decoded(made.data).size[0] == 92
    assert artwork_host.times(PATH) == 1
    held = services.stores.thumbnails.get(made.info.key).info
    assert held.content_type == "image/png"
    assert held.cache_control == "public, max-age=86400, stale-while-revalidate=604800"
    assert held.metadata["revision"] == artwork(services.database).revision
    assert ("w92", "png") in variants(services.database)


def test_a_source_lost_by_the_bucket_is_fetched_again(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    services.stores.originals.delete(PATH.removeprefix("/"))

    assert OnDemand(services.kitchen).make(11, "w92", "webp").data
    assert artwork_host.times(PATH) == 2


def test_a_source_that_changed_meanwhile_makes_all_anew(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    run(services.kitchen, 11)
    services.stores.originals.delete(PATH.removeprefix("/"))
    artwork_host.show(PATH, poster(2))

    with pytest.raises(Unavailable) as refused:
        OnDemand(services.kitchen).make(11, "w92", "webp")

    assert refused.value.code == "artwork_pending"
    old = artwork(services.database).revision
    run(services.kitchen, 11)
    assert artwork(services.database).revision != old


def test_an_address_that_two_pictures_share_is_not_mixed_up(
    services: Services, artwork_host: ArtworkHost
) -> None:
    """The second was compared with upstream after the file was replaced, the first not yet."""
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    run(services.kitchen, 11)
    artwork_host.show(PATH, poster(2))
    hang(services.database, PATH, artwork_id=12, content_id=2)
    run(services.kitchen, 12)
    revision = artwork(services.database).revision

    with pytest.raises(Unavailable):
        OnDemand(services.kitchen).make(11, "w92", "webp")
    run(services.kitchen, 11)
    made = OnDemand(services.kitchen).make(11, "w92", "webp")

    assert made.revision == artwork(services.database).revision != revision
    assert made.revision == artwork(services.database, 12).revision


def test_who_asks_while_a_worker_is_at_it_waits_for_the_worker(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    planned = threading.Event()
    with ThreadPoolExecutor(2) as threads:
        go_on = threading.Event()

        def pause(stage: Stage, work: object) -> None:
            if stage is Stage.PLAN:
                planned.set()
                go_on.wait(20)

        working = threads.submit(run, services.kitchen, 11, pause)
        planned.wait(20)
        asking = threads.submit(OnDemand(services.kitchen).make, 11, "medium", "webp")
        go_on.set()
        made = asking.result()
        working.result()
    assert made.revision == artwork(services.database).revision
    assert artwork_host.times(PATH) == 1


def test_a_variant_of_a_set_that_changed_meanwhile_is_taken_back(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    run(services.kitchen, 11)
    kitchen = services.kitchen

    class SlowPool:
        def render(self, source: bytes, order: object) -> object:
            artwork_host.show(PATH, poster(2))
            due_again(services.database)
            run(kitchen, 11)
            return kitchen.pool.render(source, order)  # type: ignore[arg-type]

    with pytest.raises(Superseded):
        OnDemand(replace(kitchen, pool=SlowPool())).make(11, "w92", "webp")  # type: ignore[arg-type]

    prefix = artwork(services.database).storage_path
    with pytest.raises(NotFound):
        services.stores.thumbnails.head(f"{prefix}/w92.webp")


@pytest.mark.parametrize(
    ("artwork_id", "size", "code"),
    [(404, "medium", "no_artwork"), (11, "enormous", "unknown_size")],
)
def test_what_there_is_not_is_not_found(
    services: Services, artwork_host: ArtworkHost, artwork_id: int, size: str, code: str
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    with pytest.raises(NotFound) as refused:
        OnDemand(services.kitchen).make(artwork_id, size, "webp")
    assert refused.value.code == code


def test_a_picture_that_failed_says_why(services: Services, artwork_host: ArtworkHost) -> None:
    artwork_host.show(PATH, b"", status=410)
    hang(services.database)
    for _ in range(2):
        with pytest.raises(TvdbProxyError) as refused:
            OnDemand(services.kitchen).make(11, "medium", "webp")
        assert refused.value.code == "no_artwork"
    assert artwork_host.times(PATH) == 1


def test_a_picture_whose_time_has_not_come_is_pending(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house()
    hang(services.database)
    change(services.database, due_at=datetime.now(UTC) + timedelta(hours=1))
    with pytest.raises(Unavailable) as refused:
        OnDemand(services.kitchen).make(11, "medium", "webp")
    assert refused.value.retry_after
    assert artwork_host.asked == []


def test_a_variant_that_was_made_meanwhile_does_not_outlive_its_revision(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    artwork_host.show(PATH, poster(seed=2))
    due_again(services.database)
    made = []

    def ask(stage: Stage, work: object) -> None:
        if stage is Stage.PROCESS:
            made.append(OnDemand(services.kitchen).make(11, "w92", "webp"))

    run(services.kitchen, 11, observe=ask)

    assert made[0].revision != artwork(services.database).revision
    with pytest.raises(NotFound):
        services.stores.thumbnails.get(made[0].info.key)


@pytest.mark.proves("I27")
def test_the_same_pixels_under_another_name_are_the_same_bytes(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)

    made = OnDemand(services.kitchen).make(11, "w780", "webp")  # wider than the source

    rows = variants(services.database)
    original = services.stores.thumbnails.get(rows["original", "webp"].key)
    assert made.data == original.data
    assert rows["w780", "webp"].bytes == rows["original", "webp"].bytes
    assert services.stores.thumbnails.get(made.info.key).info.metadata == original.info.metadata


def test_of_the_same_pixels_that_are_damaged_nothing_is_stored(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    for row in variants(services.database).values():
        spoil_variant(services.kitchen, row.key, "")
    services.stores.originals.delete(PATH.removeprefix("/"))
    artwork_host.show(PATH, b"", status=404)

    with pytest.raises(UpstreamMissing):
        OnDemand(services.kitchen).make(11, "w780", "webp")

    with pytest.raises(NotFound):
        services.stores.thumbnails.head(f"{artwork(services.database).storage_path}/w780.webp")
