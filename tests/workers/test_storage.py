"""The audit: by the clock, by request, twice, and when something is away (R5, F14)."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select

from tests.house.artwork_host import ArtworkHost
from tests.house.damage import lose_variant, spoil_variant
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, hang, variants
from tests.house.trouble import refuse_once
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.models import Origin, Task
from tvdbproxy.ingest import pipeline as ingest
from tvdbproxy.ingest.given import Given
from tvdbproxy.jobs import tasks
from tvdbproxy.ops.gauges import gauges_of
from tvdbproxy.ops.metrics import Metrics
from tvdbproxy.wiring import Services
from workers.ledger import Ledger
from workers.scheduler import intervals
from workers.storage import StorageActors


@pytest.fixture
def stored(services: Services, artwork_host: ArtworkHost) -> Services:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    return services


def _key(services: Services) -> str:
    return variants(services.database)["medium", "webp"].key


def _tasks(services: Services) -> list[Task]:
    with services.database.read() as session:
        return list(session.scalars(select(Task).order_by(Task.created_at)))


def _ask(services: Services, **arguments: Any) -> str:
    with services.database.write() as session:
        return tasks.create(session, "verify_storage", arguments)


@pytest.mark.proves("F14")
def test_the_clocks_audit_reads_a_sample_and_repairs_it(stored: Services) -> None:
    heard: list[str] = []
    stored.notices.listen(heard.append, lambda: None)
    spoil_variant(stored.kitchen, _key(stored), "")
    StorageActors(stored).verify_storage()
    (task,) = _tasks(stored)
    assert (task.status, task.arguments) == (
        "completed",
        {"read": True, "sample": 1000, "repair": True},
    )
    assert task.result is not None
    assert (task.result["faults"]["wrong_bytes"], task.result["repaired"]) == (1, 1)
    assert (task.result["left"], task.done) == (0, 6)
    assert heard == [artwork(stored.database).storage_path]


def test_the_clocks_audit_repairs_applications_pictures_as_well(stored: Services) -> None:
    given = Given("ann", Origin.UPLOAD, "tests", "upload")
    accepted = stored.ingest.reception.accept(given, poster(2))
    ingest.run(stored.ingest, accepted.job_id)
    key = next(iter(stored.stores.thumbnails.list("media/"))).key
    stored.stores.thumbnails.delete(key)
    StorageActors(stored).verify_storage()
    (task,) = _tasks(stored)
    assert task.result is not None
    assert (task.result["pictures"], task.result["damaged"], task.result["left"]) == (2, 1, 0)
    assert stored.stores.thumbnails.get(key).data


def test_the_clock_asks_as_often_as_the_settings_say(open_house: OpenHouse) -> None:
    assert intervals(open_house(verify_hours=6).settings)["verify_storage"] == 6 * 3600


def test_by_request_it_only_looks_unless_it_is_to_repair(stored: Services) -> None:
    lose_variant(stored.kitchen, _key(stored), "")
    for repair, left in ((False, 1), (True, 0)):
        task_id = _ask(stored, read=False, sample=None, repair=repair)
        StorageActors(stored).verify_storage(task_id)
        with stored.database.read() as session:
            view = tasks.read(session, task_id)
        assert view.result is not None
        assert (view.status, view.result["left"], view.result["orphans"]) == ("completed", left, 0)


def test_a_message_that_comes_twice_is_one_audit(stored: Services) -> None:
    task_id = _ask(stored, read=True, sample=5, repair=True)
    StorageActors(stored).verify_storage(task_id)
    ended = _tasks(stored)[0].finished_at
    StorageActors(stored).verify_storage(task_id)
    assert _tasks(stored)[0].finished_at == ended


def test_a_moments_trouble_of_the_database_does_not_end_an_audit(
    stored: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.db.again._PAUSE_SECONDS", 0)
    task_id = _ask(stored, read=True, sample=5, repair=True)
    ledger = Ledger(stored)
    assert ledger.begin(task_id)
    refuse_once(stored.database)
    ledger.keep(task_id, 7)
    assert _tasks(stored)[0].done == 7


def test_storage_that_is_away_fails_the_task_with_the_reason(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    house = open_house()
    artwork_host.show(PATH, poster())
    hang(house.database)
    run(house.kitchen, 11)
    away = open_house(
        storage_backend="s3",
        s3_endpoint_url="http://127.0.0.1:9",
        s3_access_key_id="a",
        s3_secret_access_key="b",
    )
    StorageActors(away).verify_storage()
    (task,) = _tasks(away)
    assert (task.status, task.error_code) == ("failed", "storage_unavailable")
    assert artwork(away.database).damaged is False


def test_the_last_audit_is_in_the_metrics(stored: Services) -> None:
    def scrape() -> dict[tuple[str, str], float]:
        text = Metrics().exposition(gauges_of(stored.database, stored.queue)).decode()
        return {
            (sample.name, sample.labels.get("fault", "")): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name.startswith("tvdbproxy_verify")
        }

    assert scrape() == {}
    lose_variant(stored.kitchen, _key(stored), "")
    StorageActors(stored).verify_storage(_ask(stored, read=False, sample=None, repair=False))
    told = scrape()
    assert told["tvdbproxy_verify_faults", "missing"] == 1
    assert told["tvdbproxy_verify_faults", "truncated"] == 0
    assert told["tvdbproxy_verify_left", ""] == 1
    ended = _tasks(stored)[0].finished_at
    assert ended is not None
    assert told["tvdbproxy_verify_timestamp_seconds", ""] == ended.timestamp()
