"""Equal pictures and equal sizes are made once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.artwork.conftest import SpyPool
from tests.artwork.judge import all_of_one_revision
from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster, still
from tests.house.titles import PATH, artwork, due_again, hang, variants
from tvdbproxy.artwork.pipeline import Result, Stage, run
from tvdbproxy.db.models import ArtworkState
from tvdbproxy.wiring import Services

NAMED = {"original", "large", "medium", "small", "thumbnail"}


def test_equal_sizes_are_encoded_once_and_stored_under_each_name(
    spied: tuple[Services, SpyPool], artwork_host: ArtworkHost
) -> None:
    services, spy = spied
    artwork_host.show(PATH, still())
    hang(services.database)
    run(services.kitchen, 11)

    names = sorted(variant.size_names for variant in spy.rendered[0].variants)
    assert len(names) == 2  # 640x360 is original, large, medium and small at once
    assert set(variants(services.database)) == {(name, "webp") for name in NAMED}


@pytest.mark.proves("I27")
def test_equal_bytes_under_two_artworks_are_rendered_once(
    spied: tuple[Services, SpyPool], artwork_host: ArtworkHost
) -> None:
    services, spy = spied
    other = artwork_host.show("/banners/v4/series/1/posters/twin.jpg", poster())
    artwork_host.show(PATH, poster())
    hang(services.database)
    hang(services.database, other, artwork_id=12, is_chosen=False)

    run(services.kitchen, 11)
    assert run(services.kitchen, 12).result == Result.STORED

    one, two = artwork(services.database), artwork(services.database, 12)
    assert len(spy.orders) == 1
    assert one.revision == two.revision
    assert two.storage_path == f"{one.storage_path}/12"
    assert (two.width, two.placeholder) == (one.width, one.placeholder)
    assert set(variants(services.database, 12)) == set(variants(services.database))
    all_of_one_revision(services, 12)


def test_who_comes_while_an_equal_picture_is_made_waits_its_turn(
    services: Services, artwork_host: ArtworkHost
) -> None:
    other = artwork_host.show("/banners/v4/series/1/posters/twin.jpg", poster())
    artwork_host.show(PATH, poster())
    hang(services.database)
    hang(services.database, other, artwork_id=12, is_chosen=False)
    second: list[Any] = []

    def meanwhile(stage: Stage, work: object) -> None:
        if stage is Stage.PROCESS:
            second.append(run(services.kitchen, 12))

    run(services.kitchen, 11, observe=meanwhile)

    assert second[0].error.code == "twin_in_progress"
    row = artwork(services.database, 12)
    assert (row.state, row.failures, row.attempts) == (ArtworkState.PENDING, 0, 0)
    due_again(services.database, 12)
    assert run(services.kitchen, 12).result == Result.STORED
