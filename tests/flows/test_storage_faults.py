"""An object store that is busy, silent, cut off or full costs time and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.house.front_door import FrontDoor, Trouble, front_door
from tests.house.processes import worker_here
from tests.house.small_disk import small_disk
from tests.house.titles import due_again
from tests.servers.s3 import S3Server
from tvdbproxy.artwork.pipeline import Kitchen, Result, run
from tvdbproxy.db.database import Database
from tvdbproxy.storage.metered import MeteredStore
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import Patience
from tvdbproxy.web.app import create_app

POSTER = 63900001
IMPATIENT = Patience(connect_seconds=0.5, read_seconds=0.5, attempts=2)


@pytest.fixture
def door(s3_server: S3Server) -> Iterator[FrontDoor]:
    with front_door(s3_server.endpoint_url) as opened:
        yield opened


@pytest.fixture
def world(make_world: Callable[..., World], sqlite_database: Database, door: FrontDoor) -> World:
    """A world whose S3 server is behind the door, with one picture that is due."""
    world = make_world(sqlite_database, s3_endpoint_url=door.url)
    world.bring("series", 910001, POSTER)
    return world


def impatient(kitchen: Kitchen) -> Kitchen:
    """The same kitchen, which does not wait for seconds."""

    def hurried(metered: object) -> S3Store:
        assert isinstance(metered, MeteredStore)
        store = metered.store
        assert isinstance(store, S3Store)
        return S3Store(replace(store.connection, patience=IMPATIENT), store.bucket)

    return replace(
        kitchen, originals=hurried(kitchen.originals), thumbnails=hurried(kitchen.thumbnails)
    )


@pytest.mark.proves("F8")
@pytest.mark.parametrize("status", [500, 503])
def test_a_store_that_is_busy_for_a_moment_is_not_noticed(
    world: World, door: FrontDoor, status: int
) -> None:
    door.go_wrong(Trouble("status", after=3, times=2, status=status))
    assert run(world.services.kitchen, POSTER).result == Result.STORED
    nothing_is_amiss(world)


TROUBLES = {
    "busy": Trouble("status", "PUT"),
    "busy in the middle": Trouble("status", "PUT", after=3),
    "broken": Trouble("status", "PUT", status=500, body=b"<Error><Code>InternalError</Code>"),
    "silent": Trouble("silence", "PUT", after=2),
    "cut off": Trouble("cut", "PUT", after=1),
    "stored but not answered": Trouble("lost", "PUT", after=2),
}
_ROWS = {"silent": "F9", "cut off": "F10", "stored but not answered": "F10"}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.proves(_ROWS.get(n, "F8"))) for n in TROUBLES]
)
def test_a_picture_waits_for_the_store_and_is_then_made(
    world: World, door: FrontDoor, name: str
) -> None:
    door.go_wrong(TROUBLES[name])

    ended = run(impatient(world.services.kitchen), POSTER)

    assert ended.result == Result.LATER
    row = world.row(POSTER)
    assert (row.state, row.error_code) == ("pending", "storage_unavailable")
    assert "S3 server" in (row.error_message or "")
    assert (row.revision, row.claim, row.attempts, row.failures) == (None, None, 0, 0)
    assert row.due_at is not None

    door.mend()
    due_again(world.database, POSTER)
    assert run(world.services.kitchen, POSTER).result == Result.STORED
    nothing_is_amiss(world)


@pytest.mark.proves("F8")
def test_what_cannot_be_asked_of_the_store_is_503_with_a_time_to_come_again(
    world: World, door: FrontDoor
) -> None:
    kitchen = impatient(world.services.kitchen)
    assert run(kitchen, POSTER).result == Result.STORED
    delivery = replace(world.services.delivery, thumbnails=kitchen.thumbnails)
    client = create_app(replace(world.services, delivery=delivery)).test_client()
    remembered = client.get("/images/series/910001/poster/medium")
    door.go_wrong(Trouble("status"))

    assert client.get("/images/series/910001/poster/medium").data == remembered.data
    refused = client.get("/images/series/910001/poster/small")

    assert (refused.status_code, refused.json["code"]) == (503, "storage_unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    door.mend()
    assert client.get("/images/series/910001/poster/small").status_code == 200


@pytest.mark.proves("F10")
def test_an_upload_that_is_cut_leaves_the_old_object_or_none(world: World, door: FrontDoor) -> None:
    store = impatient(world.services.kitchen).thumbnails
    store.put("held", b"old" * 1000, content_type="a/b")
    door.go_wrong(Trouble("cut", "PUT"))
    for key in ("held", "new"):
        with pytest.raises(Exception, match="S3 server does not answer"):
            store.put(key, b"new" * 1000, content_type="a/b")
    door.mend()
    assert [info.key for info in store.list()] == ["held"]
    assert store.get("held").data == b"old" * 1000


@pytest.mark.proves("F11")
def test_no_upload_in_parts_is_ever_begun_and_other_peoples_are_swept(
    world: World, door: FrontDoor
) -> None:
    large = bytes(12 * 1024 * 1024)
    world.services.kitchen.originals.put("large", large, content_type="a/b")
    store = impatient(world.services.kitchen).originals
    assert isinstance(store, S3Store)
    door.go_wrong(Trouble("cut", "PUT"))
    with pytest.raises(Exception, match="S3 server does not answer"):
        store.put("larger", large, content_type="a/b")
    door.mend()

    admin = store.connection.open_admin()

    assert "Uploads" not in admin.list_multipart_uploads(Bucket=store.bucket)
    rules = admin.get_bucket_lifecycle_configuration(Bucket=store.bucket)["Rules"]
    swept = [rule.get("AbortIncompleteMultipartUpload") for rule in rules]
    assert {"DaysAfterInitiation": 1} in swept


@pytest.mark.proves("F20")
def test_a_full_disk_of_pictures_is_said_and_used_again_when_there_is_room(
    make_world: Callable[..., World], sqlite_database: Database, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        world = make_world(sqlite_database, storage_backend="local", storage_path=disk / "objects")
        world.bring("series", 910001, POSTER)
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(1024 * 1024 - 60_000))

        assert run(world.services.kitchen, POSTER).result == Result.LATER

        row = world.row(POSTER)
        assert (row.state, row.error_code, row.revision) == ("pending", "storage_full", None)
        assert "full" in (row.error_message or "")
        assert not [path for path in disk.rglob("*") if "tmp" in path.name]
        client = create_app(world.services).test_client()
        assert client.get("/images/series/910001/poster/medium").status_code == 503
        assert client.get("/healthz").status_code == 200

        ballast.unlink()
        due_again(world.database, POSTER)
        world.send(POSTER)
        with worker_here(world.services):
            world.wait(POSTER)
        nothing_is_amiss(world)
        world.services.close()
