"""The admin doors: closed without a key; what they accept becomes a task that ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import dramatiq
import pytest
from flask.testing import FlaskClient

from tests.house.artwork_host import ArtworkHost
from tests.house.damage import lose_variant
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, hang, variants
from tests.house.waiting import eventually
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.wiring import Services
from workers.run import start_worker

OpenDoor = Callable[[Services], FlaskClient]
SYNC = "/api/v1/admin/sync/images"


@pytest.mark.proves("Q9", "A3")
def test_a_wrong_method_is_405_and_says_which_is_right(
    client: FlaskClient, admin: dict[str, str]
) -> None:
    answer = client.get(f"{SYNC}/cleanup", headers=admin)
    # GET /sync/images/cleanup is no route at all, and must not be taken for a content type.
    assert answer.status_code == 405
    assert answer.json["code"] == "method_not_allowed"
    assert "POST" in answer.headers["Allow"]
    assert client.delete("/api/v1/admin/tasks/x", headers=admin).status_code == 405


@pytest.fixture
def working(services: Services) -> Iterator[dramatiq.Worker]:
    """Workers in threads of this process."""
    worker = start_worker(services, 2)
    yield worker
    worker.stop()


def _ended(client: FlaskClient, admin: dict[str, str], accepted: Any) -> dict[str, Any]:
    assert accepted.status_code == 202, accepted.data
    url = accepted.json["status_url"]

    def look() -> dict[str, Any] | None:
        answer = client.get(url, headers=admin)
        assert answer.status_code == 200
        task: dict[str, Any] = answer.json
        return task if task["status"] in ("completed", "failed") else None

    return eventually(look)


def test_a_task_begins_pending_and_says_where_to_follow_it(
    client: FlaskClient, admin: dict[str, str]
) -> None:
    accepted = client.post(f"{SYNC}/missing?content_type=movies&limit=7", headers=admin)

    assert accepted.status_code == 202
    task_id = accepted.json["task_id"]
    assert accepted.json == {
        "task_id": task_id,
        "status_url": f"/api/v1/admin/tasks/{task_id}",
        "queued": True,
    }
    task = client.get(accepted.json["status_url"], headers=admin).json
    assert task["status"] == "pending"
    assert task["kind"] == "sync_all_missing_images"
    assert task["arguments"]["content_type"] == "movie"
    assert task["arguments"]["limit"] == 7
    assert task["progress"] == {"done": 0, "total": None}
    assert task["started_at"] is task["finished_at"] is task["error"] is task["result"] is None
    assert task["created_at"].endswith(("Z", "+00:00"))


def test_missing_pictures_are_made_up_to_the_limit(
    services: Services,
    client: FlaskClient,
    admin: dict[str, str],
    artwork_host: ArtworkHost,
    working: dramatiq.Worker,
) -> None:
    # Nothing is due by itself, so that only the task sends work.
    for number in range(1, 6):
        path = artwork_host.show(f"/banners/{number}.jpg", poster(number))
        hang(services.database, path, artwork_id=number, content_id=number, due_at=None)
    hang(services.database, PATH, artwork_id=9, content_type="movie", due_at=None)

    accepted = client.post(f"{SYNC}/missing?content_type=series&limit=3", headers=admin)
    task = _ended(client, admin, accepted)

    assert task["status"] == "completed"
    assert task["progress"] == {"done": 3, "total": 3}
    assert task["result"] == {"stored": 3}
    states = [artwork(services.database, number).state for number in (1, 2, 3, 4, 5, 9)]
    assert states == ["ready"] * 3 + ["pending"] * 3
    assert task["started_at"] <= task["finished_at"]


def test_a_task_counts_what_failed_as_done(
    services: Services,
    client: FlaskClient,
    admin: dict[str, str],
    artwork_host: ArtworkHost,
    working: dramatiq.Worker,
) -> None:
    artwork_host.show("/banners/1.jpg", poster())
    hang(services.database, "/banners/1.jpg", artwork_id=1, content_id=1)
    hang(services.database, "/banners/2.jpg", artwork_id=2, content_id=2)  # 404

    task = _ended(client, admin, client.post(f"{SYNC}/missing", headers=admin))

    assert task["status"] == "completed"
    assert task["result"] == {"missing": 1, "stored": 1}


def test_nothing_missing_is_completed_at_once(
    client: FlaskClient, admin: dict[str, str], working: dramatiq.Worker
) -> None:
    task = _ended(client, admin, client.post(f"{SYNC}/missing", headers=admin))
    assert (task["status"], task["progress"]) == ("completed", {"done": 0, "total": 0})


def test_cleanup_counts_first_and_deletes_when_told(
    open_house: OpenHouse, open_door: OpenDoor, admin: dict[str, str], artwork_host: ArtworkHost
) -> None:
    services = open_house(orphan_grace_hours=1)
    client = open_door(services)
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    _stray(services, "series/aa/bb/7/poster/medium.webp", hours=2)
    _stray(services, "series/aa/bb/8/poster/medium.webp", hours=0)
    worker = start_worker(services, 1)
    try:
        counted = _ended(client, admin, client.post(f"{SYNC}/cleanup?dry_run=true", headers=admin))
        assert counted["result"]["orphans"] == 1
        assert counted["result"]["deleted"] == 0
        assert counted["result"]["too_young"] == 1
        assert counted["result"]["sample"] == ["series/aa/bb/7/poster/medium.webp"]
        done = _ended(client, admin, client.post(f"{SYNC}/cleanup", headers=admin))
    finally:
        worker.stop()

    assert (done["result"]["deleted"], done["result"]["bytes"]) == (1, 5)
    keys = {info.key for info in services.stores.thumbnails.list()}
    assert "series/aa/bb/8/poster/medium.webp" in keys
    assert "series/aa/bb/7/poster/medium.webp" not in keys
    assert client.get("/images/series/1/poster/medium").status_code == 200


def test_verification_looks_first_and_repairs_when_told(
    client: FlaskClient,
    admin: dict[str, str],
    services: Services,
    artwork_host: ArtworkHost,
    working: dramatiq.Worker,
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    lose_variant(services.kitchen, variants(services.database)["small", "webp"].key, "")
    looked = _ended(client, admin, client.post(f"{SYNC}/verify?sample=7", headers=admin))
    assert looked["arguments"] == {"read": False, "sample": 7, "repair": False}
    assert (looked["result"]["faults"]["missing"], looked["result"]["left"]) == (1, 1)
    repaired = _ended(client, admin, client.post(f"{SYNC}/verify?repair=1", headers=admin))
    assert (repaired["result"]["repaired"], repaired["result"]["left"]) == (1, 0)
    assert repaired["progress"] == {"done": 6, "total": 6}


@pytest.mark.proves("Q5")
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{SYNC}/album/1", 404, "unknown_content"),
        (f"{SYNC}/series/-1", 404, "unknown_content"),
        (f"{SYNC}/series/%D9%A3", 404, "unknown_content"),
        (f"{SYNC}/series/{'9' * 4000}", 404, "unknown_content"),
        (f"{SYNC}/series/1?force=maybe", 400, "invalid_parameter"),
        (f"{SYNC}/missing?limit=0", 400, "invalid_parameter"),
        (f"{SYNC}/missing?limit=-1", 400, "invalid_parameter"),
        (f"{SYNC}/missing?limit=1_0", 400, "invalid_parameter"),
        (f"{SYNC}/missing?limit=%D9%A3", 400, "invalid_parameter"),
        (f"{SYNC}/missing?limit=10001", 400, "invalid_parameter"),
        (f"{SYNC}/missing?limit=" + "9" * 5000, 400, "invalid_parameter"),
        (f"{SYNC}/missing?content_type=album", 404, "unknown_content"),
        (f"{SYNC}/cleanup?dry_run=2", 400, "invalid_parameter"),
        (f"{SYNC}/verify?repair=2", 400, "invalid_parameter"),
        (f"{SYNC}/verify?read=maybe", 400, "invalid_parameter"),
        (f"{SYNC}/verify?sample=0", 400, "invalid_parameter"),
        (f"{SYNC}/verify?sample=-1", 400, "invalid_parameter"),
        (f"{SYNC}/verify?sample=1e3", 400, "invalid_parameter"),
    ],
)
def test_bad_parameters_are_named(
    client: FlaskClient, admin: dict[str, str], path: str, status: int, code: str
) -> None:
    answer = client.post(path, headers=admin)
    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.proves("Q1", "Q5")
@pytest.mark.parametrize(
    "task_id", ["x", "0" * 32, "%00", "0" * 31 + "%00", "\u0663" * 32, "a" * 5000]
)
def test_an_unknown_task_is_404(client: FlaskClient, admin: dict[str, str], task_id: str) -> None:
    answer = client.get(f"/api/v1/admin/tasks/{task_id}", headers=admin)
    assert answer.status_code == 404
    assert answer.json["code"] == "unknown_task"


def test_who_syncs_too_often_is_told_when_to_come_again(
    open_house: OpenHouse, open_door: OpenDoor, admin: dict[str, str]
) -> None:
    client = open_door(open_house(sync_rate_limit="2/minute"))
    statuses = [client.post(f"{SYNC}/missing", headers=admin).status_code for _ in range(3)]
    assert statuses == [202, 202, 429]
    answer = client.post(f"{SYNC}/cleanup", headers=admin)
    assert answer.json["code"] == "rate_limited"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def _stray(services: Services, key: str, hours: float) -> None:
    """An object that no row refers to, as old as this."""
    thumbnails = services.stores.thumbnails
    thumbnails.put(key, b"stray", content_type="image/webp")
    storage = services.settings.storage
    moment = time.time() - hours * 3600
    for file in (storage.storage_path / storage.s3_bucket_thumbnails).rglob("*"):
        if file.is_file() and key.split("/")[3] in file.parts:
            os.utime(file, (moment, moment))
