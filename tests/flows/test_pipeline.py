"""From upstream's list of titles to a picture over HTTP, through every real part."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.house.asking import ask
from tests.house.house import ADMIN_KEY
from tests.house.processes import running, web_server, workers
from tests.house.waiting import eventually
from tests.imaging.drawing import decoded
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, Episode, Movie, Refresh, Season, Series

POSTER = 63900001


def test_a_scheduler_a_worker_and_a_web_server_bring_a_catalogue_home(
    make_world: Callable[..., World], database: Database
) -> None:
    world = make_world(database, titles=2, reconcile_seconds=0.5)
    environment = world.environment
    with (
        workers(world.folder, environment),
        running(
            world.folder, "scheduler", "-m", "workers.scheduler",
            says="scheduler ready", environment=environment,
        ),
    ):  # fmt: skip
        eventually(lambda: _held(world, Series, Movie) == 2)
        eventually(lambda: _all_settled(world))

    assert _held(world, Season) > 0
    assert _held(world, Episode) > 0
    nothing_is_amiss(world)
    _keys_are_those_of_the_contract(world)
    with web_server(world.folder, environment) as base:
        _served_with_every_header(world, base)


def _held(world: World, *tables: Any) -> int:
    with world.database.read() as session:
        return sum(len(session.scalars(select(table.id)).all()) for table in tables)


def _all_settled(world: World) -> bool:
    with world.database.read() as session:
        if session.scalars(select(Refresh)).first() is not None:
            return False
        synced = session.scalars(select(Series.synced_at)).all()
        synced += session.scalars(select(Movie.synced_at)).all()
    return all(synced) and world.unfinished() == 0


def _keys_are_those_of_the_contract(world: World) -> None:
    fan = sha256(b"910001").hexdigest()
    prefix = f"series/{fan[:2]}/{fan[2:4]}/910001/poster"
    thumbnails, originals = world.services.stores.thumbnails, world.services.stores.originals
    chosen = {info.key for info in thumbnails.list(f"{prefix}/") if info.key.count("/") == 5}
    assert chosen == {
        f"{prefix}/{size}.webp" for size in ("original", "large", "medium", "small", "thumbnail")
    }
    assert f"{prefix}/63900003/original.webp" in {i.key for i in thumbnails.list(f"{prefix}/")}
    row = world.row(POSTER)
    source = originals.get(row.path.removeprefix("/"))
    assert sha256(source.data).hexdigest() == row.source_sha256
    assert source.info.content_type == "image/jpeg"
    medium = thumbnails.head(f"{prefix}/medium.webp")
    assert medium.content_type == "image/webp"
    assert medium.cache_control == "public, max-age=86400, stale-while-revalidate=604800"
    assert dict(medium.metadata) == {
        "source-sha256": row.source_sha256,
        "revision": row.revision,
        "alpha": "no",
    }


def _served_with_every_header(world: World, base: str) -> None:
    row = world.row(POSTER)
    assert row.local_image_url is not None
    status, headers, body = ask(base, "/images/series/910001/poster/medium")
    assert status == 200
    assert decoded(body).format == "WEBP"
    expected = {
        "Content-Type": "image/webp",
        "Content-Length": str(len(body)),
        "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
        "Vary": "Accept",
        "Accept-Ranges": "bytes",
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }
    assert {name: headers[name] for name in expected} == expected
    assert headers["ETag"].startswith('"')
    assert headers["Last-Modified"].endswith("GMT")
    etag = headers["ETag"]
    head = ask(base, "/images/series/910001/poster/medium", "HEAD")
    assert head[0] == 200
    assert head[1]["Content-Length"] == str(len(body))
    assert head[2] == b""
    assert ask(base, "/images/series/910001/poster/medium", If_None_Match=etag)[0] == 304
    part = ask(base, "/images/series/910001/poster/medium", Range="bytes=0-9")
    assert (part[0], part[2]) == (206, body[:10])
    immutable = ask(base, row.local_image_url)
    assert immutable[1]["Cache-Control"] == "public, max-age=31536000, immutable"
    assert ask(base, "/images/series/910001/poster/w154.jpg")[1]["Content-Type"] == "image/jpeg"
    assert ask(base, "/images/series/910001/nonsense/medium")[0] == 404
    assert ask(base, "/api/v1/admin/tasks/%00", X_API_Key=ADMIN_KEY)[0] == 404
    assert ask(base, "/readyz")[0] == 200


def test_a_picture_replaced_upstream_is_seen_through_a_forced_sync(world: World) -> None:
    world.bring("series", 910001, POSTER)
    path = "/images/series/910001/poster/medium"
    key = {"Authorization": f"Bearer {ADMIN_KEY}"}
    with (
        workers(world.folder, world.environment),
        web_server(world.folder, world.environment) as base,
    ):
        first = ask(base, path)
        ask(base, path.replace("medium", "w342"))
        ask(base, path + ".jpg")
        old = world.wait(POSTER)
        world.edit(replace_picture=[old.path])

        status, _, body = ask(
            base, "/api/v1/admin/sync/images/series/910001?force=true", "POST", **key
        )
        assert status == 202
        url = json.loads(body)["status_url"]

        def finished() -> Any:
            task = json.loads(ask(base, url, **key)[2])
            return task if task["status"] in ("completed", "failed") else None

        task = eventually(finished)
        assert task["status"] == "completed"
        assert task["progress"]["done"] == task["progress"]["total"] > 1
        new = world.row(POSTER)
        assert new.revision != old.revision
        # The web process heard of it: what its memory had is gone.
        eventually(lambda: ask(base, path)[1]["ETag"] != first[1]["ETag"], seconds=10)
        assert ask(base, new.local_image_url or "")[1]["Cache-Control"].endswith("immutable")
        stale = ask(base, f"{path}?v={old.revision}")
        assert "immutable" not in stale[1]["Cache-Control"]
        world.reconcile()
        eventually(lambda: world.unfinished() == 0)
    prefix = new.storage_path
    for name in ("w342.webp", "medium.jpg"):
        info = world.services.stores.thumbnails.head(f"{prefix}/{name}")
        assert info.metadata["revision"] == new.revision
    nothing_is_amiss(world)


def test_odd_pictures_end_in_order_and_the_worker_lives(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(sqlite_database, titles=20)
    odd = {
        63900307: ("pending", "image_truncated"),
        63900506: ("pending", "bad_upstream_content"),
        63900706: ("pending", "bad_upstream_content"),
        63900907: ("missing", "missing_upstream"),
        63901106: ("failed", "image_too_large"),
        113900024: ("ready", None),
        113900065: ("ready", None),
        113900104: ("ready", None),
        113900144: ("ready", None),
    }
    titles = [("series", number) for number in (910004, 910006, 910008, 910010, 910012)]
    titles += [("movie", number) for number in (360002, 360004, 360006, 360008)]
    for kind, number in titles:
        world.fetch(kind, number)
    with world.database.write() as session:
        session.execute(delete(Artwork).where(Artwork.id.not_in([*odd, 63900301])))
    with workers(world.folder, world.environment) as (worker,):
        world.send(*odd)
        for number, (state, code) in odd.items():
            row = eventually(lambda n=number: _came_to_an_end(world, n))
            assert (row.state, row.error_code) == (state, code), number
            assert code is None or len(row.error_message or "") > 20
        world.send(63900301)
        world.wait(63900301)
        assert worker.exit_code() is None


def _came_to_an_end(world: World, number: int) -> Artwork | None:
    row = world.row(number)
    ended = row.lease_until is None and (row.failures > 0 or row.state == "ready")
    return row if ended else None
