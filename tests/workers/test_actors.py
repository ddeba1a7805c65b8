"""What the actors do with messages: once, twice, for nothing, and when something is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import dramatiq
import pytest
from sqlalchemy import select, update

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, change, due_again, hang, variants
from tests.house.waiting import eventually
from tvdbproxy.artwork import feed
from tvdbproxy.artwork.ondemand import OnDemand
from tvdbproxy.artwork.pipeline import Stage, run
from tvdbproxy.db.models import Artwork, ArtworkState, Task, UploadCount, Variant
from tvdbproxy.jobs import tasks
from tvdbproxy.jobs.queue import ACTORS
from tvdbproxy.wiring import Services
from workers.control import ControlActors
from workers.images import ImageActors
from workers.registry import actors_of, declare_actors
from workers.run import start_worker
from workers.scheduler import intervals, start_scheduler, tick
from workers.storage import StorageActors


@pytest.fixture
def lost_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that was sent is lost by the next look."""
    monkeypatch.setattr("workers.control.RESEND_SECONDS", 0)


@pytest.fixture
def working(services: Services) -> Iterator[dramatiq.Worker]:
    worker = start_worker(services, 2)
    yield worker
    worker.stop()


def _task(services: Services, kind: str, **arguments: Any) -> str:
    with services.database.write() as session:
        return tasks.create(session, kind, arguments)


def _view(services: Services, task_id: str) -> tasks.TaskView:
    with services.database.read() as session:
        return tasks.read(session, task_id)


def test_every_name_that_can_be_sent_has_an_actor(services: Services) -> None:
    assert set(actors_of(services)) == set(ACTORS)


def test_the_clock_sends_only_what_there_is(services: Services) -> None:
    assert set(intervals(services.settings)) <= set(ACTORS)
    assert all(seconds > 0 for seconds in intervals(services.settings).values())


@pytest.mark.usefixtures("lost_at_once")
def test_the_reconciler_sends_what_is_due_and_nothing_else(
    services: Services, artwork_host: ArtworkHost
) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    hang(services.database, artwork_id=1, content_id=1)
    hang(services.database, artwork_id=2, content_id=2, due_at=later)
    hang(services.database, artwork_id=3, content_id=3, due_at=None, state=ArtworkState.FAILED)
    hang(services.database, artwork_id=4, content_id=4, lease_until=later, claim="somebody")

    ControlActors(services).reconcile()

    assert _sent(services, "images") == [("process_artwork", (1,))]


def test_what_was_sent_a_moment_ago_is_not_sent_again(services: Services) -> None:
    hang(services.database)
    ControlActors(services).reconcile()
    ControlActors(services).reconcile()
    assert _sent(services, "images") == [("process_artwork", (11,))]


@pytest.mark.usefixtures("lost_at_once")
def test_a_long_queue_is_not_made_longer(services: Services) -> None:
    hang(services.database)
    for _ in range(201):
        services.queue.send("process_artwork", 999)
    ControlActors(services).reconcile()
    assert services.queue.waiting("images") == 201


@pytest.mark.usefixtures("lost_at_once")
def test_failed_pictures_are_retried_when_their_time_has_come(services: Services) -> None:
    hang(services.database, artwork_id=1, state=ArtworkState.FAILED)
    hang(services.database, artwork_id=2, content_id=2, state=ArtworkState.MISSING)
    ControlActors(services).reconcile()
    assert _sent(services, "images") == []
    ControlActors(services).retry_failed()
    assert {arguments for _, arguments in _sent(services, "images")} == {(1,), (2,)}


@pytest.mark.usefixtures("lost_at_once")
def test_stored_pictures_are_compared_when_nothing_is_unfinished(services: Services) -> None:
    hang(services.database, artwork_id=1, state=ArtworkState.READY)
    hang(services.database, artwork_id=2, content_id=2)
    ControlActors(services).reconcile()
    assert _sent(services, "images") == [("process_artwork", (2,))]
    with services.database.write() as session:
        session.delete(session.get_one(Artwork, 2))
    ControlActors(services).reconcile()
    assert _sent(services, "images")[1:] == [("process_artwork", (1,))]


@pytest.mark.usefixtures("lost_at_once")
def test_a_task_whose_message_was_lost_is_sent_again(services: Services) -> None:
    task_id = _task(services, "cleanup_orphaned_images", dry_run=True)
    ControlActors(services).reconcile()
    assert ("cleanup_orphaned_images", (task_id,)) in _sent(services, "images")


def _in_haste(services: Services, host: ArtworkHost) -> Variant:
    host.show(PATH, poster())
    hang(services.database)
    OnDemand(services.kitchen).make(11, "w92", "webp")
    with services.database.write() as session:
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        session.execute(update(Variant).where(Variant.size == "w92").values(upgrade_at=long_ago))
    return variants(services.database)["w92", "webp"]


def test_what_was_made_in_haste_is_made_again_while_nothing_else_waits(
    services: Services, artwork_host: ArtworkHost
) -> None:
    _in_haste(services, artwork_host)
    hang(services.database, artwork_id=12, content_id=2)
    ControlActors(services).reconcile()  # one is to be made first
    ControlActors(services).reconcile()  # and has not been taken yet
    assert _sent(services, "upgrades") == []
    services.queue.broker.flush_all()
    ControlActors(services).reconcile()
    ControlActors(services).reconcile()
    assert _sent(services, "upgrades") == [("upgrade_variants", (11,))]


def test_an_upgrade_changes_what_is_served(
    services: Services, artwork_host: ArtworkHost, working: dramatiq.Worker
) -> None:
    old, heard = _in_haste(services, artwork_host), list[str]()
    services.notices.listen(heard.append, lambda: None)
    ControlActors(services).reconcile()
    eventually(lambda: variants(services.database)["w92", "webp"].upgrade_at is None)
    eventually(lambda: heard)
    assert services.stores.thumbnails.head(old.key).etag != old.etag
    assert heard == [artwork(services.database).storage_path]


def test_a_worker_does_everything_else_before_upgrades(services: Services) -> None:
    declare_actors(services.queue.broker, services)
    priorities = {name: services.queue.broker.get_actor(name).priority for name in ACTORS}
    assert priorities.pop("upgrade_variants") > max(priorities.values())


def test_a_task_that_came_twice_is_done_once(
    services: Services, artwork_host: ArtworkHost, working: dramatiq.Worker
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    task_id = _task(services, "sync_all_missing_images", limit=5, with_failed=True)
    for _ in range(5):
        services.queue.send("sync_all_missing_images", task_id)
    eventually(lambda: _view(services, task_id).status == "completed")
    view = _view(services, task_id)
    assert (view.done, view.total, view.result) == (1, 1, {"stored": 1})
    assert artwork_host.times(PATH) == 1


def test_a_task_at_which_workers_keep_dying_fails_with_the_reason(services: Services) -> None:
    task_id = _task(services, "cleanup_orphaned_images", dry_run=True)
    for _ in range(3):
        with services.database.write() as session:
            assert tasks.begin(session, task_id, "claim", 1e-6, 3) is not None
    StorageActors(services).cleanup_orphaned_images(task_id)
    view = _view(services, task_id)
    assert (view.status, view.error_code) == ("failed", "worker_crashed")


def test_a_title_that_upstream_does_not_have_fails_its_task(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/v4/login", b'{"status":"success","data":{"token":"a.b.c"}}')
    task_id = _task(
        services, "sync_content_images", content_type="series", content_id=404, force=False
    )
    ImageActors(services).sync_content_images(task_id)
    view = _view(services, task_id)
    assert view.status == "failed"
    assert view.error_code
    assert view.error_message
    assert view.finished_at is not None


def test_a_task_that_nobody_remembers_is_no_error(services: Services) -> None:
    actors = ImageActors(services)
    actors.sync_content_images("0" * 32)
    actors.sync_all_missing_images("0" * 32)
    StorageActors(services).cleanup_orphaned_images("0" * 32)
    actors.process_artwork(404)
    assert _all_tasks(services) == []


def test_forcing_a_picture_that_is_being_made_makes_it_again(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)

    def force(stage: Stage, work: object) -> None:
        if stage is Stage.FETCH:
            with services.database.write() as session:
                feed.hasten(session, [11], force=True)

    run(services.kitchen, 11, observe=force)

    assert artwork(services.database).state == "pending"
    assert artwork(services.database).forced is True
    ImageActors(services).process_artwork(11)
    assert artwork(services.database).state == "ready"
    assert artwork_host.times(PATH) == 2


def test_a_changed_picture_is_announced(services: Services, artwork_host: ArtworkHost) -> None:
    heard: list[str] = []
    services.notices.listen(heard.append, lambda: None)
    artwork_host.show(PATH, poster())
    hang(services.database)
    ImageActors(services).process_artwork(11)
    due_again(services.database)
    ImageActors(services).process_artwork(11)
    # The sizes, and the source for the mirror; nothing for what did not change.
    assert heard == [artwork(services.database).storage_path, "banners/v4/series/1/posters"]


def test_the_scheduled_search_for_missing_pictures_leaves_failed_ones_alone(
    services: Services,
) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    hang(services.database, state=ArtworkState.FAILED, due_at=later)
    ImageActors(services).sync_all_missing_images()
    assert artwork(services.database).due_at == later
    assert [task.status for task in _all_tasks(services)] == ["completed"]


def test_what_the_scheduled_search_finds_is_fed_at_once(services: Services) -> None:
    """It sends nothing itself, so it must not say that it had."""
    hang(services.database, due_at=None)
    ImageActors(services).sync_all_missing_images()
    ControlActors(services).reconcile()
    assert _sent(services, "images") == [("process_artwork", (11,))]


def test_a_worker_outlives_an_actor_that_raises(
    services: Services, artwork_host: ArtworkHost, working: dramatiq.Worker
) -> None:
    services.queue.send("process_artwork", "no number at all", 2, 3)
    services.queue.send("sync_content_images", None)
    artwork_host.show(PATH, poster())
    hang(services.database)
    services.queue.send("process_artwork", 11)
    eventually(lambda: artwork(services.database).state == "ready")


def test_without_its_database_a_tick_is_nobodys(open_house: OpenHouse) -> None:
    services = open_house(database_url="postgresql://nobody@127.0.0.1:9/nothing")
    assert tick(services, "reconcile", 15) is False


@pytest.mark.proves("F35")
def test_a_tick_is_one_schedulers_until_the_next(services: Services) -> None:
    assert tick(services, "reconcile", 15) is True
    assert tick(services, "reconcile", 15) is False
    assert _sent(services, "control") == [("reconcile", ())]


def test_worker_and_scheduler_in_one_process_find_the_work_by_themselves(
    services: Services, artwork_host: ArtworkHost, working: dramatiq.Worker
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    scheduler = start_scheduler(services)
    try:
        eventually(lambda: artwork(services.database).state == "ready")
    finally:
        scheduler.shutdown(wait=True)


def test_what_is_old_is_forgotten(services: Services) -> None:
    task_id = _task(services, "cleanup_orphaned_images", dry_run=True)
    StorageActors(services).cleanup_orphaned_images(task_id)
    with services.database.write() as session:
        session.get_one(Task, task_id).finished_at = datetime.now(UTC) - timedelta(days=31)
        before = datetime.now(UTC) - timedelta(days=2)
        session.add(UploadCount(user_id="ada", window_start=before, upload_count=1))
    ControlActors(services).expire()
    assert _all_tasks(services) == []
    with services.database.read() as session:
        assert session.scalars(select(UploadCount)).all() == []


def test_a_changed_public_address_is_written_everywhere(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    first = open_house()
    artwork_host.show(PATH, poster())
    hang(first.database)
    run(first.kitchen, 11)
    moved = open_house(public_base_url="https://new.example")
    ControlActors(moved).reconcile()
    row = artwork(moved.database)
    assert (row.local_image_url or "").startswith("https://new.example/images/")
    change(moved.database, local_image_url="untouched")
    ControlActors(moved).reconcile()
    assert artwork(moved.database).local_image_url == "untouched"  # done is done


def _sent(services: Services, queue: str) -> list[tuple[str, tuple[Any, ...]]]:
    """The messages that wait in a queue."""
    waiting = list(services.queue.broker.queues[queue].queue)
    messages = [dramatiq.Message.decode(data) for data in waiting]
    return [(message.actor_name, tuple(message.args)) for message in messages]


def _all_tasks(services: Services) -> list[Task]:
    with services.database.read() as session:
        return list(session.scalars(select(Task)))
