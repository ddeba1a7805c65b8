"""One picture's way through all stages, in this process, with real children and real files."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from tests.artwork.conftest import SpyPool
from tests.artwork.judge import all_of_one_revision, fan
from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import logo, poster
from tests.house.titles import PATH, artwork, change, due_again, hang, sources, title, variants
from tvdbproxy.artwork.pipeline import Result, Stage, run
from tvdbproxy.db.models import Series
from tvdbproxy.wiring import Services

NAMED = {"original", "large", "medium", "small", "thumbnail"}


def test_a_picture_becomes_objects_rows_and_local_addresses(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)

    ended = run(services.kitchen, 11)

    row, made = artwork(services.database), variants(services.database)
    prefix = f"series/{fan(1)}/1/poster"
    assert ended.result == Result.STORED
    assert ended.prefix == prefix == row.storage_path
    assert {size for size, _ in made} == NAMED
    assert (row.state, row.width, row.height, row.format) == ("ready", 340, 500, "jpeg")
    assert row.file_size == len(poster())
    assert row.source_sha256 == sha256(poster()).hexdigest()
    assert row.error_code is row.error_message is row.claim is row.lease_until is None
    assert (row.attempts, row.failures) == (0, 0)
    assert row.due_at is not None
    assert row.checked_at is not None
    assert row.due_at > row.checked_at
    local = f"/images/series/1/poster/original?v={row.revision}"
    shown = title(services.database)
    assert row.local_image_url == shown.local_poster_url == shown.local_image_url == local
    assert shown.local_thumbnail_url == f"/images/series/1/poster/thumbnail?v={row.revision}"
    assert shown.local_banner_url is shown.local_fanart_url is None


def test_every_object_says_what_it_is(services: Services, artwork_host: ArtworkHost) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    row = artwork(services.database)

    for (size, _), variant in variants(services.database).items():
        held = services.stores.thumbnails.get(variant.key)
        assert variant.key == f"{row.storage_path}/{size}.webp"
        assert held.info.content_type == "image/webp"
        assert held.info.cache_control == "public, max-age=86400, stale-while-revalidate=604800"
        assert held.info.metadata == {
            "source-sha256": row.source_sha256,
            "revision": row.revision,
            "alpha": "no",
        }
        assert len(held.data) == variant.bytes
    source = services.stores.originals.get(PATH.removeprefix("/"))
    assert source.data == poster()
    assert source.info.content_type == "image/jpeg"
    assert source.info.cache_control == "private, max-age=86400"
    assert source.info.metadata == {
        "source-sha256": row.source_sha256,
        "revision": row.revision,
    }


def test_stages_are_heard_of_in_their_order(services: Services, artwork_host: ArtworkHost) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    heard: list[Stage] = []

    run(services.kitchen, 11, observe=lambda stage, work: heard.append(stage))

    assert heard == list(Stage)


def test_a_picture_that_is_not_due_is_left_alone(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)

    assert run(services.kitchen, 11).result == Result.NOTHING
    assert run(services.kitchen, 404).result == Result.NOTHING
    assert artwork_host.times(PATH) == 1


@pytest.mark.proves("F40")
def test_an_unchanged_picture_costs_a_question_and_no_render(
    spied: tuple[Services, SpyPool], artwork_host: ArtworkHost
) -> None:
    services, spy = spied
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    revision = artwork(services.database).revision
    due_again(services.database)

    ended = run(services.kitchen, 11)

    assert ended.result == Result.UNCHANGED
    assert ended.prefix is None
    assert len(spy.orders) == 1
    assert artwork(services.database).revision == revision


@pytest.mark.proves("F40")
def test_equal_bytes_without_validators_are_recognised(
    spied: tuple[Services, SpyPool], artwork_host: ArtworkHost
) -> None:
    services, spy = spied
    artwork_host.show(PATH, poster(), ETag='"one"')
    hang(services.database)
    run(services.kitchen, 11)
    artwork_host.show(PATH, poster(), ETag='"two"')
    due_again(services.database)

    assert run(services.kitchen, 11).result == Result.UNCHANGED
    assert len(spy.orders) == 1
    assert sources(services.database)[PATH.removeprefix("/")].etag == '"two"'


def test_force_makes_everything_again(
    spied: tuple[Services, SpyPool], artwork_host: ArtworkHost
) -> None:
    services, spy = spied
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    due_again(services.database, forced=True)

    assert run(services.kitchen, 11).result == Result.STORED
    assert len(spy.orders) == 2
    assert artwork(services.database).forced is False


@pytest.mark.proves("F40")
def test_new_bytes_at_the_same_address_are_a_new_revision_with_its_extras(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    run(services.kitchen, 11)
    services.delivery.answer("series", "1", "poster", "w342")
    services.delivery.answer("series", "1", "poster", "medium.jpg")
    old = artwork(services.database).revision
    artwork_host.show(PATH, poster(2))
    due_again(services.database)

    assert run(services.kitchen, 11).result == Result.STORED

    row, made = artwork(services.database), variants(services.database)
    assert row.revision != old
    assert {("w342", "webp"), ("medium", "jpeg")} <= set(made)
    all_of_one_revision(services)


@pytest.mark.proves("F41")
def test_a_picture_that_goes_back_gets_its_old_revision_back(
    services: Services, artwork_host: ArtworkHost
) -> None:
    hang(services.database)
    seen = []
    for seed in (1, 2, 1):
        artwork_host.show(PATH, poster(seed))
        due_again(services.database)
        run(services.kitchen, 11)
        seen.append(artwork(services.database).revision)

    assert seen[0] == seen[2] != seen[1]
    all_of_one_revision(services)


@pytest.mark.proves("F40")
@pytest.mark.parametrize(
    "told",
    [
        {"ETag": 'W/"weak"'},
        {"ETag": ""},
        {"Last_Modified": "Thu, 01 Jan 1970 00:00:01 GMT"},
        {"Last_Modified": "Fri, 31 Dec 2100 23:59:59 GMT"},
    ],
)
def test_whatever_upstream_says_of_its_age_new_bytes_are_a_new_picture(
    services: Services, artwork_host: ArtworkHost, told: dict[str, str]
) -> None:
    hang(services.database)
    ended = []
    for seed in (1, 2, 2):
        artwork_host.show(PATH, poster(seed), **told)
        due_again(services.database)
        ended.append(run(services.kitchen, 11).result)
    assert ended == [Result.STORED, Result.STORED, Result.UNCHANGED]
    assert artwork(services.database).source_sha256 == sha256(poster(2)).hexdigest()
    all_of_one_revision(services)


@pytest.mark.proves("F41")
def test_a_picture_that_upstream_deletes_and_restores_is_not_made_again(
    spied: tuple[Services, SpyPool], artwork_host: ArtworkHost
) -> None:
    services, spy = spied
    hang(services.database)
    seen = []
    for status in (200, 404, 200):
        artwork_host.show(PATH, poster(), status=status)
        due_again(services.database)
        run(services.kitchen, 11)
        row = artwork(services.database)
        seen.append((row.state, row.revision))
        assert services.delivery.answer("series", "1", "poster", "medium")
    assert [state for state, _ in seen] == ["ready", "missing", "ready"]
    assert len({revision for _, revision in seen}) == 1
    assert len(spy.orders) == 1


def test_avif_is_kept_only_where_it_is_smaller(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house(image_formats=("avif",))
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)

    made = variants(services.database)
    assert {size for size, form in made if form == "webp"} == NAMED
    for (size, form), variant in made.items():
        if form == "avif":
            assert variant.bytes < made[size, "webp"].bytes


def test_a_picture_with_alpha_says_so(services: Services, artwork_host: ArtworkHost) -> None:
    path = artwork_host.show("/banners/logo.png", logo(), Content_Type="image/png")
    hang(services.database, path, image_type="clearlogo")
    run(services.kitchen, 11)

    assert artwork(services.database).has_alpha is True
    assert title(services.database).local_poster_url is None


def test_other_sizes_make_another_revision(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    services = open_house()
    hang(services.database)
    run(services.kitchen, 11)
    before = artwork(services.database).revision
    due_again(services.database)

    profile = {"artwork": {"original": [4000, 4000, "fit"], "tiny": [40, 40, "fit"]}}
    again = open_house(size_profiles=json.dumps(profile))
    assert run(again.kitchen, 11).result == Result.STORED

    assert artwork(again.database).revision != before
    listed = {info.key for info in again.stores.thumbnails.list()}
    rows = {variant.key for variant in variants(again.database).values()}
    assert listed >= rows
    assert any(key.endswith("/tiny.webp") for key in rows)


def test_a_source_that_the_bucket_lost_comes_from_upstream_again(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    services.stores.originals.delete(PATH.removeprefix("/"))
    change(services.database, storage_path=None)
    due_again(services.database)

    assert run(services.kitchen, 11).result == Result.STORED
    assert services.stores.originals.get(PATH.removeprefix("/")).data == poster()


def test_a_path_that_no_key_can_be_made_of_is_refused_once_and_says_why(
    services: Services,
) -> None:
    hang(services.database, "/banners/a%2Fb.jpg")

    run(services.kitchen, 11)

    row = artwork(services.database)
    assert (row.state, row.error_code) == ("failed", "invalid_key")
    assert row.error_message
    assert row.lease_until is None


def test_a_title_that_came_after_its_picture_gets_its_addresses(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    wanted = title(services.database).local_image_url
    with services.database.write() as session:
        session.get_one(Series, 1).local_image_url = None
    due_again(services.database)

    ended = run(services.kitchen, 11)

    assert ended.result == Result.UNCHANGED
    assert title(services.database).local_image_url == wanted is not None
