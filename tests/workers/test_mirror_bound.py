"""The cleanup keeps the mirror within its bound, if it has one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.mirror import age
from tests.house.pictures import poster
from tvdbproxy.db.models import Task
from tvdbproxy.jobs import tasks
from tvdbproxy.wiring import Services
from workers.storage import GIBIBYTE, StorageActors

SIZES = [len(poster(number)) for number in range(3)]


def _mirror(services: Services, host: ArtworkHost) -> None:
    for number in range(3):
        path = host.show(f"/banners/{number}.jpg", poster(number))
        services.mirror.answer(path)
        age(services.database, path[1:], days=1 + number)


def _keys(services: Services) -> list[str]:
    return [info.key for info in services.stores.originals.list()]


def _last(services: Services) -> Task:
    with services.database.read() as session:
        found = session.scalars(select(Task).order_by(Task.created_at.desc())).first()
    assert found is not None
    return found


@pytest.fixture
def bounded(open_house: OpenHouse, artwork_host: ArtworkHost) -> Services:
    """A house that may keep two of its three mirrored pictures."""
    services = open_house(mirror_max_gb=sum(SIZES[:2]) / GIBIBYTE)
    _mirror(services, artwork_host)
    return services


def test_the_clocks_cleanup_drops_what_is_beyond_the_bound(bounded: Services) -> None:
    StorageActors(bounded).cleanup_orphaned_images()
    task = _last(bounded)
    assert task.status == "completed"
    assert task.result is not None
    assert task.result["mirror"] == {
        "kept_bytes": sum(SIZES),
        "dropped": 1,
        "dropped_bytes": SIZES[2],
    }
    assert _keys(bounded) == ["banners/0.jpg", "banners/1.jpg"]


def test_a_dry_run_drops_nothing_of_the_mirror(bounded: Services) -> None:
    with bounded.database.write() as session:
        task_id = tasks.create(session, "cleanup_orphaned_images", {"dry_run": True})
    StorageActors(bounded).cleanup_orphaned_images(task_id)
    task = _last(bounded)
    assert task.result is not None
    assert task.result["mirror"]["dropped"] == 1
    assert len(_keys(bounded)) == 3


def test_without_a_bound_all_of_it_stays(services: Services, artwork_host: ArtworkHost) -> None:
    _mirror(services, artwork_host)
    StorageActors(services).cleanup_orphaned_images()
    task = _last(services)
    assert task.result is not None
    assert "mirror" not in task.result
    assert len(_keys(services)) == 3
