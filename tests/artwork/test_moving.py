"""Pictures that become their title's chosen one, or cease to be."""

from __future__ import annotations

import pytest

from tests.artwork.judge import all_of_one_revision, fan
from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, due_again, hang, title, variants
from tvdbproxy.artwork.pipeline import Result, run
from tvdbproxy.db.models import Artwork
from tvdbproxy.wiring import Services


def test_a_picture_that_is_not_chosen_lies_one_level_deeper_and_fills_no_title(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database, is_chosen=False)
    run(services.kitchen, 11)

    row = artwork(services.database)
    assert row.storage_path == f"series/{fan(1)}/1/poster/11"
    assert row.local_image_url == f"/images/series/1/poster/11/original?v={row.revision}"
    assert title(services.database).local_poster_url is None


def test_a_choice_switch_moves_the_old_picture_deeper_and_fills_the_slot_anew(
    services: Services, artwork_host: ArtworkHost
) -> None:
    other = artwork_host.show("/banners/v4/series/1/posters/other.jpg", poster(2))
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    hang(services.database, other, artwork_id=12, is_chosen=False)
    run(services.kitchen, 11)
    run(services.kitchen, 12)
    services.delivery.answer("series", "1", "poster", "w342")
    due_again(services.database, 11, is_chosen=False)
    due_again(services.database, 12, is_chosen=True)

    assert run(services.kitchen, 12).result == Result.STORED
    assert run(services.kitchen, 11).result == Result.STORED

    old, new = artwork(services.database, 11), artwork(services.database, 12)
    slot = f"series/{fan(1)}/1/poster"
    assert (new.storage_path, old.storage_path) == (slot, f"{slot}/11")
    assert ("w342", "webp") in variants(services.database, 12)
    assert title(services.database).local_poster_url == new.local_image_url
    all_of_one_revision(services, 11)
    all_of_one_revision(services, 12)
    assert artwork_host.times(PATH) == 2  # the second time only to hear 304


@pytest.mark.parametrize("old_first", [True, False])
def test_after_a_choice_switch_no_size_shows_the_old_picture(
    services: Services, artwork_host: ArtworkHost, old_first: bool
) -> None:
    other = artwork_host.show("/banners/v4/series/1/posters/other.jpg", poster(2))
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    run(services.kitchen, 11)
    services.delivery.answer("series", "1", "poster", "w342")
    due_again(services.database, 11, is_chosen=False)
    hang(services.database, other, artwork_id=12)

    for number in (11, 12) if old_first else (12, 11):
        run(services.kitchen, number)

    _only_sizes_of(services, 12)


def test_what_a_removed_picture_left_in_its_slot_goes_when_another_moves_in(
    services: Services, artwork_host: ArtworkHost
) -> None:
    other = artwork_host.show("/banners/v4/series/1/posters/other.jpg", poster(2))
    deeper = artwork_host.show("/banners/v4/series/1/posters/deeper.jpg", poster(3))
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    hang(services.database, deeper, artwork_id=13, is_chosen=False)
    run(services.kitchen, 11)
    run(services.kitchen, 13)
    services.delivery.answer("series", "1", "poster", "w342")
    with services.database.write() as session:
        session.delete(session.get_one(Artwork, 11))
    hang(services.database, other, artwork_id=12)

    run(services.kitchen, 12)

    _only_sizes_of(services, 12)
    all_of_one_revision(services, 13)


def _only_sizes_of(services: Services, artwork_id: int) -> None:
    """What lies in the slot is of this picture, so that no address shows another one."""
    row = artwork(services.database, artwork_id)
    slot = f"series/{fan(1)}/1/poster"
    for info in services.stores.thumbnails.list(f"{slot}/"):
        if info.key.rpartition("/")[0] == slot:
            held = services.stores.thumbnails.head(info.key)
            assert held.metadata["revision"] == row.revision, info.key
