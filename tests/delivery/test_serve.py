"""Answers of the delivery room, asked without HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import logo, poster
from tests.house.titles import PATH, artwork, due_again, hang
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.delivery.serve import SendElsewhere, ShowPicture
from tvdbproxy.errors import NotFound
from tvdbproxy.wiring import Services


@pytest.fixture
def stored(services: Services, artwork_host: ArtworkHost) -> Services:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    return services


def test_a_stored_picture_is_shown_with_what_the_store_says_of_it(stored: Services) -> None:
    answer = stored.delivery.answer("series", "1", "poster", "medium")
    row = artwork(stored.database)
    assert isinstance(answer, ShowPicture)
    info = stored.stores.thumbnails.head(f"{row.storage_path}/medium.webp")
    assert answer.held.etag == info.etag
    assert answer.held.last_modified == info.last_modified
    assert answer.held.revision == row.revision
    assert answer.negotiated is True


def test_a_picture_that_is_not_chosen_has_an_address_of_its_own(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    other = artwork_host.show("/banners/other.jpg", poster(5))
    hang(stored.database, other, artwork_id=12, is_chosen=False)
    run(stored.kitchen, 12)
    own = stored.delivery.answer("series", "1", "poster", "medium", artwork_id="12")
    chosen = stored.delivery.answer("series", "1", "poster", "medium")
    assert isinstance(own, ShowPicture)
    assert isinstance(chosen, ShowPicture)
    assert own.held.data != chosen.held.data


def test_a_title_whose_picture_is_another_titles_does_not_show_it(stored: Services) -> None:
    hang(stored.database, "/banners/x.jpg", artwork_id=20, content_id=2, image_type="banner")
    with pytest.raises(NotFound) as refused:
        stored.delivery.answer("series", "2", "poster", "medium", artwork_id="11")
    assert refused.value.code == "no_artwork"


def test_for_old_clients_the_picture_decides_between_png_and_jpeg(
    services: Services, artwork_host: ArtworkHost
) -> None:
    path = artwork_host.show("/banners/logo.png", logo())
    hang(services.database, path, artwork_id=1, image_type="clearlogo")
    hang(services.database, artwork_host.show(PATH, poster()), artwork_id=2)

    def mime(image_type: str) -> str:
        answer = services.delivery.answer(
            "series", "1", image_type, "medium", accept="image/png,image/jpeg"
        )
        assert isinstance(answer, ShowPicture)
        return answer.held.mime

    assert (mime("clearlogo"), mime("poster")) == ("image/png", "image/jpeg")
    services.hot.clear()
    assert (mime("clearlogo"), mime("poster")) == ("image/png", "image/jpeg")


def test_a_picture_that_is_being_replaced_stays_to_be_had(
    stored: Services, artwork_host: ArtworkHost
) -> None:
    before = stored.delivery.answer("series", "1", "poster", "medium")
    artwork_host.show(PATH, b"<html>", status=500)
    due_again(stored.database)
    run(stored.kitchen, 11)
    stored.hot.clear()
    assert stored.delivery.answer("series", "1", "poster", "medium") == before


def test_a_redirect_upstream_asks_for_the_sync(
    services: Services, artwork_host: ArtworkHost
) -> None:
    hang(services.database)
    answer = replace(services.delivery, on_miss="redirect").answer("series", "1", "poster", "small")
    assert answer == SendElsewhere(artwork_host.url + PATH, negotiated=True, sync=11)
