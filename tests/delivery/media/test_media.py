"""The way of a request for a picture by its id, without HTTP."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sql

from tests.artwork.conftest import SpyPool
from tests.house.house import OpenHouse, with_pool
from tests.house.media import (
    LOGO,
    PHOTO,
    change,
    delete,
    give,
    lose,
    lose_source,
    staged,
    variants_of,
)
from tests.imaging.drawing import decoded, encoded
from tvdbproxy.artwork.cleanup import clean
from tvdbproxy.db.models import Image, ImageState, ImageVariant
from tvdbproxy.delivery.caching import FOR_A_MOMENT, FOR_EVER, FOR_NOW
from tvdbproxy.delivery.media.asked import understand
from tvdbproxy.delivery.media.serve import ShowMedia
from tvdbproxy.delivery.serve import SendElsewhere
from tvdbproxy.errors import NotFound, Overloaded, TvdbProxyError, Unavailable
from tvdbproxy.jobs.notices import MEDIA
from tvdbproxy.storage import keys
from tvdbproxy.wiring import Services

AVIF, OLD = "image/avif,image/webp,*/*", "image/jpeg,image/png"


@pytest.fixture
def image(services: Services) -> Image:
    """A photo that was processed."""
    return give(services)


class Spy(SpyPool):
    """Lets pass what is not rendering."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.pool, name)


@pytest.fixture
def spied(services: Services) -> tuple[Services, SpyPool]:
    spy = Spy(services.pool)
    return with_pool(services, spy), spy


def ask(services: Services, address: object, accept: str | None = None, **query: str) -> ShowMedia:
    answer = services.media.answer(understand(str(address), query), accept)
    assert isinstance(answer, ShowMedia)
    return answer


def refusal(services: Services, address: object, **query: str) -> TvdbProxyError:
    with pytest.raises(TvdbProxyError) as refused:
        services.media.answer(understand(str(address), query), None)
    return refused.value


def hear(services: Services) -> None:
    """Listen to notices, as a web process does."""
    services.notices.listen(services.media.forget, services.media.memory.forget_all, MEDIA)


def test_a_picture_is_shown_by_both_ids_in_every_size(services: Services, image: Image) -> None:
    for size in services.ingest.recipes["media"].sizes:
        by_number = ask(services, image.media_id, size=size.name)
        row = variants_of(services.database, image.image_id)[size.name, "original", "webp"]
        assert by_number.size == size.name
        assert decoded(by_number.held.data).size == (row.width, row.height)
        assert ask(services, image.image_id, size=size.name).held is by_number.held
        assert by_number.held.etag == services.stores.thumbnails.head(row.key).etag


def test_without_a_size_it_is_detail(services: Services, image: Image) -> None:
    assert ask(services, image.media_id).size == "detail"
    other = give(services, profile="upload")
    assert ask(services, other.media_id).size == "medium"


def test_the_size_of_another_profile_is_the_nearest(services: Services, image: Image) -> None:
    for word, size in (("large", "detail"), ("medium", "detail"), ("original", "zoom")):
        answer = ask(services, image.media_id, size=word)
        assert (answer.size, answer.cache_control) == (size, FOR_NOW)


def test_a_current_revision_is_for_ever(services: Services, image: Image) -> None:
    assert ask(services, image.media_id, v=image.revision or "").cache_control == FOR_EVER
    assert ask(services, image.media_id, v="other").cache_control == FOR_NOW


def test_avif_is_for_those_who_name_it(services: Services, image: Image) -> None:
    assert ask(services, image.media_id, AVIF, size="grid").held.mime == "image/avif"
    assert ask(services, image.media_id, "*/*", size="grid").held.mime == "image/webp"
    # It would be larger than WebP there.
    assert ask(services, image.media_id, AVIF, size="detail").held.mime == "image/webp"


def test_what_is_not_stored_is_made_once_and_kept(spied: tuple[Services, SpyPool]) -> None:
    services, spy = spied
    image = give(services)
    before = len(spy.orders)
    first = ask(services, image.media_id, OLD, size="grid")
    assert first.held.mime == "image/jpeg"
    assert decoded(first.held.data).size == (500, 300)

    services.media.forget(image.image_id)
    again = ask(services, image.image_id, size="grid", format="jpg")

    assert again.held.data == first.held.data
    assert again.held.etag == first.held.etag
    assert len(spy.orders) == before + 1
    row = variants_of(services.database, image.image_id)["grid", "original", "jpeg"]
    assert row.key == keys.media_key(image.prefix or "", "grid", "jpg")
    assert (row.width, row.height, row.bytes) == (500, 300, len(first.held.data))
    assert row.on_demand
    info = services.stores.thumbnails.head(row.key)
    assert (info.content_type, info.cache_control) == ("image/jpeg", FOR_EVER)


def test_alpha_decides_between_png_and_jpeg_for_old_clients(services: Services) -> None:
    see_through = decoded(LOGO)
    see_through.putalpha(100)
    logo = give(services, encoded(see_through, "PNG"))
    assert ask(services, logo.media_id, OLD, size="small").held.mime == "image/png"
    flat = give(services, LOGO)
    assert ask(services, flat.media_id, OLD, size="small").held.mime == "image/jpeg"


def test_an_avif_that_one_asked_for_by_name_is_not_everybodys(
    services: Services, image: Image
) -> None:
    """It is not stored where it is larger than WebP."""
    lose(services, image, "grid", row=True)
    assert ask(services, image.media_id, size="grid", format="avif").held.mime == "image/avif"
    services.media.forget(image.image_id)
    assert ask(services, image.media_id, AVIF, size="grid").held.mime == "image/webp"
    assert ask(services, image.media_id, size="grid", format="avif").held.mime == "image/avif"


@pytest.mark.proves("F49")
def test_a_crowd_has_it_made_once(spied: tuple[Services, SpyPool]) -> None:
    services, spy = spied
    image = give(services)
    before = len(spy.orders)
    start = threading.Barrier(8)

    def one(_: int) -> bytes:
        start.wait()
        return ask(services, image.media_id, size="header", format="png").held.data

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(one, range(8)))
    assert len(answers) == 1
    assert len(spy.orders) == before + 1


def test_two_processes_make_it_once(open_house: OpenHouse, spied: tuple[Services, SpyPool]) -> None:
    services, spy = spied
    image = give(services)
    other = with_pool(open_house(), spy)
    before = len(spy.orders)
    start = threading.Barrier(2)

    def one(house: Services) -> bytes:
        start.wait()
        return ask(house, image.media_id, size="zoom", format="jpeg").held.data

    with ThreadPoolExecutor(2) as threads:
        answers = set(threads.map(one, (services, other)))
    assert len(answers) == 1
    assert len(spy.orders) == before + 1


def test_equal_pictures_share_what_is_made(spied: tuple[Services, SpyPool]) -> None:
    services, spy = spied
    one, two = give(services), give(services, user_id="bob")
    before = len(spy.orders)
    answers = [ask(services, each.media_id, size="grid", format="png") for each in (one, two)]
    assert answers[0].held.data == answers[1].held.data
    assert len(spy.orders) == before + 1
    rows = [variants_of(services.database, each.image_id) for each in (one, two)]
    assert len({row["grid", "original", "png"].key for row in rows}) == 1

    hear(services)
    delete(services, one)

    assert refusal(services, one.media_id, size="grid", format="png").code == "unknown_image"
    services.hot.clear()
    kept = ask(services, two.media_id, size="grid", format="png")
    assert kept.held.data == answers[1].held.data


def test_sizes_with_the_same_pixels_are_made_once(spied: tuple[Services, SpyPool]) -> None:
    services, spy = spied
    small = give(services, _shrunk())
    before = len(spy.orders)
    answers = {
        ask(services, small.media_id, size=size, format="png").held.data
        for size in ("small", "grid", "detail", "zoom")
    }
    assert len(answers) == 1
    assert len(spy.orders) == before + 1


def test_a_lost_object_is_made_anew_and_counts_as_usual(services: Services, image: Image) -> None:
    lose(services, image, "small")
    answer = ask(services, image.media_id, size="small")
    row = variants_of(services.database, image.image_id)["small", "original", "webp"]
    assert (answer.size, answer.stands_in) == ("small", False)
    assert row.bytes == len(answer.held.data) == services.stores.thumbnails.head(row.key).size
    assert not row.on_demand


def test_an_object_of_another_length_is_made_anew(services: Services, image: Image) -> None:
    row = variants_of(services.database, image.image_id)["small", "original", "webp"]
    services.stores.thumbnails.put(row.key, b"cut off", content_type="image/webp")
    answer = ask(services, image.media_id, size="small")
    assert decoded(answer.held.data).width == row.width


def test_a_size_without_its_row_is_made(services: Services, image: Image) -> None:
    lose(services, image, "thumbnail", row=True)
    answer = ask(services, image.media_id, size="thumbnail")
    assert (answer.size, decoded(answer.held.data).size) == ("thumbnail", (300, 300))


def test_a_lost_source_is_replaced_by_the_largest_variant(services: Services, image: Image) -> None:
    lose_source(services, image)
    lose(services, image, "grid")
    answer = ask(services, image.media_id, size="grid", format="jpeg")
    assert (answer.size, decoded(answer.held.data).size) == ("grid", (500, 300))


def test_where_nothing_can_be_made_the_nearest_size_stands_in_for_a_moment(
    services: Services, image: Image
) -> None:
    lose_source(services, image)
    for size in ("zoom", "thumbnail"):
        lose(services, image, size)
    # What is left is smaller than the largest, which is therefore not made of it.
    answer = ask(services, image.media_id, size="zoom", v=image.revision or "")
    assert (answer.size, answer.stands_in) == ("detail", True)
    assert answer.cache_control == FOR_A_MOMENT
    # The thumbnail can be cut out of what is left.
    assert ask(services, image.media_id, size="thumbnail").size == "thumbnail"


def test_with_nothing_left_it_says_what_is_lost(services: Services, image: Image) -> None:
    lose_source(services, image)
    for size in services.ingest.recipes["media"].sizes:
        lose(services, image, size.name)
    assert refusal(services, image.media_id).code == "source_lost"


def test_while_all_seats_are_taken_the_nearest_size_is_better_than_nothing(
    services: Services, image: Image
) -> None:
    lose(services, image, "grid")

    class Busy:
        def render(self, *_: Any) -> Any:
            raise Overloaded("too many")

    answer = ask(with_pool(services, Busy()), image.media_id, size="grid")
    assert (answer.size, answer.stands_in) == ("detail", True)


def test_the_background_is_there_unless_it_is_to_be_removed(services: Services) -> None:
    logo = give(services, LOGO, data_type="logo")
    removed = ask(services, logo.media_id, size="small", bg="removed")
    assert removed.background == "removed"
    assert decoded(removed.held.data).mode == "RGBA"
    for query in ({}, {"bg": "original"}):
        original = ask(services, logo.media_id, size="small", **query)
        assert original.background == "original"
        assert decoded(original.held.data).mode == "RGB"


@pytest.mark.parametrize("given", [{"data_type": "logo"}, {}])
def test_a_background_that_could_not_be_removed_stays(
    services: Services, given: dict[str, str]
) -> None:
    image = give(services, PHOTO, **given)
    answer = ask(services, image.media_id, size="small", bg="removed")
    assert (answer.background, answer.stands_in) == ("original", False)


def test_other_formats_without_background_are_made_of_what_has_none(services: Services) -> None:
    logo = give(services, LOGO, data_type="logo")
    old = ask(services, logo.media_id, OLD, size="grid", bg="removed")
    assert old.held.mime == "image/png"
    assert decoded(old.held.data).getchannel("A").getextrema() == (0, 255)

    lose(services, logo, "grid")
    named = ask(services, logo.media_id, size="grid", bg="removed", format="jpeg")

    assert decoded(named.held.data).size == (500, 192)
    row = variants_of(services.database, logo.image_id)["grid", "removed", "jpeg"]
    assert row.key.endswith("/removed/grid.jpg")


def test_of_a_picture_that_is_deleted_while_a_variant_is_made_the_cleanup_leaves_nothing(
    services: Services, image: Image
) -> None:
    class Deleting:
        def render(self, source: bytes, order: Any) -> Any:
            rendered = services.pool.render(source, order)
            delete(services, image)
            return rendered

    house = with_pool(services, Deleting())
    assert refusal(house, image.media_id, size="grid", format="png").code == "unknown_image"
    clean(
        services.database,
        services.stores.originals,
        services.stores.thumbnails,
        grace_hours=0,
        dry_run=False,
    )
    assert [info.key for info in services.stores.thumbnails.list("media/")] == []


def test_what_is_deleted_while_it_is_read_is_not_kept_in_memory(
    services: Services, image: Image
) -> None:
    hear(services)
    store = services.stores.thumbnails

    class Slow:
        def get(self, key: str, *rest: Any) -> Any:
            found = store.get(key, *rest)
            delete(services, image)
            return found

    slow: Any = Slow()
    ask(replace(services, media=replace(services.media, thumbnails=slow)), image.media_id)
    assert refusal(services, image.media_id).code == "unknown_image"
    assert services.hot.used == 0


@pytest.mark.parametrize(
    ("state", "code", "again"),
    [(ImageState.AWAITED, "image_pending", True), (ImageState.STAGED, "image_pending", True),
     (ImageState.FAILED, "image_failed", False)],
)  # fmt: skip
def test_what_is_not_there_yet_says_why(
    services: Services, state: str, code: str, again: bool
) -> None:
    _, image_id = staged(services)
    change(services.database, image_id, state=state)
    error = refusal(services, image_id)
    assert isinstance(error, NotFound)
    assert (error.code, error.retry_after is not None) == (code, again)


def test_a_picture_that_is_worked_on_again_stays_to_be_had(
    services: Services, image: Image
) -> None:
    change(services.database, image.image_id, state=ImageState.STAGED)
    assert ask(services, image.media_id).size == "detail"


def test_nobody_has_what_was_never_given(services: Services) -> None:
    assert refusal(services, 123456789012345).code == "unknown_image"
    assert refusal(services, "0a1b2c3d-0000-4000-8000-00000000000f").code == "unknown_image"


def test_while_the_database_is_away_what_was_known_is_shown(
    services: Services, image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(services, image.media_id)
    services.hot.clear()
    services.media.memory.seconds = 0
    ask(services, image.media_id)

    def away(*_: Any) -> None:
        raise Unavailable("away", code="database_unavailable")

    monkeypatch.setattr("tvdbproxy.delivery.media.serve.read_facts", away)
    services.hot.clear()
    assert ask(services, image.media_id).size == "detail"
    assert refusal(services, 123456789012345).code == "database_unavailable"


def test_redirects_lead_to_the_object_without_reading_it(open_house: OpenHouse) -> None:
    services = open_house(cdn_base_url="https://cdn.example/", image_delivery="redirect")
    image = give(services)
    answer = services.media.answer(understand(str(image.media_id), {"size": "grid"}), AVIF)
    row = variants_of(services.database, image.image_id)["grid", "original", "avif"]
    assert answer == SendElsewhere(f"https://cdn.example/{row.key}", negotiated=True)
    made = services.media.answer(understand(str(image.media_id), {"format": "png"}), None)
    assert isinstance(made, SendElsewhere)
    assert made.location.endswith("/detail.png")
    assert services.stores.thumbnails.head(made.location.removeprefix("https://cdn.example/"))


def test_a_picture_made_in_another_way_is_shown_at_once(
    open_house: OpenHouse, services: Services, image: Image
) -> None:
    hear(services)
    before = ask(services, image.media_id, size="grid")
    again = give(open_house(image_quality=40))
    with services.database.write() as session:
        of = ImageVariant.image_id
        session.execute(sql.delete(ImageVariant).where(of == image.image_id))
        taken = sql.update(ImageVariant).where(of == again.image_id)
        session.execute(taken.values(image_id=image.image_id))
    change(services.database, image.image_id, prefix=again.prefix, revision=again.revision)
    services.notices.announce(image.image_id, MEDIA)
    after = ask(services, image.media_id, size="grid")
    assert after.held.revision == again.revision != before.held.revision
    assert after.held.data != before.held.data


def _shrunk() -> bytes:
    return encoded(decoded(PHOTO).resize((200, 120)), "JPEG")
