"""Objects that are deleted behind our back, and somebody who asks for them (F14)."""

from __future__ import annotations

import pytest

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tvdbproxy.artwork.audit.verify import Scope, verify
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.web.app import create_app

POSTER = 63900001
ADDRESS = "/images/series/910001/poster/medium"


@pytest.mark.proves("F14")
@pytest.mark.parametrize("lost", ["one variant", "all variants", "everything"])
def test_who_reads_a_picture_whose_objects_are_gone_gets_it_and_it_is_stored_again(
    world: World, lost: str
) -> None:
    world.bring("series", 910001, POSTER)
    run(world.services.kitchen, POSTER)
    stores = world.services.stores
    client = create_app(world.services).test_client()
    revision = world.row(POSTER).revision
    keys = [info.key for info in stores.thumbnails.list()]
    stores.thumbnails.delete_many([k for k in keys if "/medium." in k or lost != "one variant"])
    if lost == "everything":
        stores.originals.delete(world.row(POSTER).source_key or "")

    answer = client.get(ADDRESS, headers={"Accept": "image/webp"})

    assert (answer.status_code, answer.content_type) == (200, "image/webp")
    again = next(info for info in stores.thumbnails.list() if "/medium." in info.key)
    assert (again.size, stores.thumbnails.head(again.key).metadata["revision"]) == (
        len(answer.data),
        revision,
    )
    # The audit finds what nobody has asked for.
    verified = verify(world.services.kitchen, Scope(read=True, repair=True), grace_hours=1)
    assert (verified.damaged, verified.left) == (0 if lost == "one variant" else 1, 0)
    nothing_is_amiss(world)
