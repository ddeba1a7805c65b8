"""An S3 server that acknowledges what it does not keep: nothing of it is published (F12)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.house.damage import flipped
from tests.house.lying_s3 import LyingS3
from tests.house.titles import due_again
from tests.servers.s3 import S3Server
from tvdbproxy.artwork.audit.verify import Scope, verify
from tvdbproxy.artwork.ondemand import OnDemand
from tvdbproxy.artwork.pipeline import Result, run
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Variant
from tvdbproxy.errors import Unavailable
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import S3Connection

POSTER = 63900001
UPLOADS = 6  # a source and five sizes
LIES = 2  # the first time it may have been somebody else


@pytest.fixture
def honest(s3_server: S3Server) -> Callable[[str], S3Store]:
    """A bucket of the real server, past the proxy."""
    keys = s3_server.access_key, s3_server.secret_key
    return lambda bucket: S3Store(S3Connection(s3_server.endpoint_url, *keys), bucket)


@pytest.fixture
def flip(honest: Callable[[str], S3Store]) -> Callable[[str, str], None]:
    def flip(bucket: str, key: str) -> None:
        found = honest(bucket).get(key)
        facts = {"content_type": "image/webp", "metadata": found.info.metadata}
        honest(bucket).put(key, flipped(found.data), **facts)  # type: ignore[arg-type]

    return flip


@pytest.fixture
def drop(honest: Callable[[str], S3Store]) -> Callable[[str, str], None]:
    return lambda bucket, key: honest(bucket).delete(key)


@pytest.mark.proves("F12")
@pytest.mark.parametrize("how", ["flip", "drop"])
def test_what_was_acknowledged_and_not_kept_is_not_published(
    make_world: Callable[..., World],
    sqlite_database: Database,
    s3_server: S3Server,
    request: pytest.FixtureRequest,
    how: str,
) -> None:
    lie = request.getfixturevalue(how)
    with LyingS3(s3_server.endpoint_url).running() as liar:
        world = make_world(sqlite_database, s3_endpoint_url=liar.url)
        world.bring("series", 910001, POSTER)
        for at in range(1, UPLOADS + 1):
            due_again(world.database, POSTER)
            liar.lie(at, lie, times=LIES)
            ended = run(world.services.kitchen, POSTER)
            assert liar.has_lied
            assert ended.error is not None
            assert (ended.result, ended.error.code) == (Result.LATER, "storage_corrupt"), at
            row = world.row(POSTER)
            assert (row.state, row.revision, row.local_image_url) == ("pending", None, None), at
            with world.database.read() as session:
                assert session.scalar(select(func.count()).select_from(Variant)) == 0
        due_again(world.database, POSTER)
        assert run(world.services.kitchen, POSTER).result == Result.STORED
        nothing_is_amiss(world)


@pytest.mark.proves("F12")
@pytest.mark.parametrize("how", ["flip", "drop"])
def test_what_is_made_on_demand_is_no_exception(
    make_world: Callable[..., World],
    sqlite_database: Database,
    s3_server: S3Server,
    request: pytest.FixtureRequest,
    how: str,
) -> None:
    lie = request.getfixturevalue(how)
    with LyingS3(s3_server.endpoint_url).running() as liar:
        world = make_world(sqlite_database, s3_endpoint_url=liar.url)
        world.bring("series", 910001, POSTER)
        run(world.services.kitchen, POSTER)
        liar.lie(1, lie, times=LIES)
        with pytest.raises(Unavailable) as refused:
            OnDemand(world.services.kitchen).make(POSTER, "w92", "png")
        assert refused.value.code == "storage_corrupt"
        with world.database.read() as session:
            assert session.scalar(select(func.count()).where(Variant.size == "w92")) == 0


@pytest.mark.proves("F12", "F14")
@pytest.mark.parametrize("how", ["flip", "drop"])
def test_what_was_kept_at_first_and_spoilt_later_is_found_and_repaired(
    make_world: Callable[..., World],
    sqlite_database: Database,
    request: pytest.FixtureRequest,
    how: str,
) -> None:
    world = make_world(sqlite_database)
    world.bring("series", 910001, POSTER)
    run(world.services.kitchen, POSTER)
    bucket = world.services.settings.storage.s3_bucket_thumbnails
    request.getfixturevalue(how)(bucket, f"{world.row(POSTER).storage_path}/small.webp")
    found = verify(world.services.kitchen, Scope(repair=True), grace_hours=1)
    assert (found.damaged, found.repaired) == (1, 1)
    nothing_is_amiss(world)
