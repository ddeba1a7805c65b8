"""Figures for Prometheus."""

from __future__ import annotations

from datetime import datetime, timedelta

from prometheus_client.parser import text_string_to_metric_families

from tvdbproxy.catalogue.refresh import want
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, ArtworkState, PendingImage
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.jobs import tasks
from tvdbproxy.jobs.broker import open_broker
from tvdbproxy.jobs.queue import Queue
from tvdbproxy.meter.events import Event
from tvdbproxy.ops.gauges import gauges_of
from tvdbproxy.ops.metrics import Metrics

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def test_rows_and_messages_are_counted_at_the_scrape(catalogue: Database) -> None:
    queue = Queue(open_broker("memory://"))
    queue.send("process_artwork", 1)
    with catalogue.write() as session:
        want(session, [("series", 1), ("person", 2)])
        tasks.create(session, "sync_all_missing_images", {})
        outbox.tell_failed(session, "7")
        session.add(_pending(now(session)))
    samples = _scrape(Metrics(), catalogue, queue)
    assert samples["tvdbproxy_artwork", (("state", "ready"),)] == 2
    assert samples["tvdbproxy_artwork", (("state", "missing"),)] == 1
    assert samples["tvdbproxy_tasks", (("status", "pending"),)] == 1
    assert samples["tvdbproxy_callbacks", (("status", "pending"),)] == 1
    assert samples["tvdbproxy_pending_images", (("status", "pending"),)] == 1
    assert samples["tvdbproxy_titles_waiting", ()] == 2
    assert samples["tvdbproxy_queue_messages", (("queue", "images"),)] == 1
    assert samples["tvdbproxy_queue_messages", (("queue", "control"),)] == 0


def test_requests_are_counted_by_route_method_and_status(database: Database) -> None:
    metrics = Metrics()
    for seconds in (0.002, 0.2):
        metrics.took(Event.REQUEST, "/images", "GET", "200", seconds=seconds)
    metrics.took(Event.REQUEST, "/images", "GET", "404", seconds=0.002)
    samples = _scrape(metrics, database, Queue(open_broker("memory://")))
    labels = (("method", "GET"), ("route", "/images"))
    assert samples["tvdbproxy_http_requests_total", (*labels, ("status", "200"))] == 2
    assert samples["tvdbproxy_http_requests_total", (*labels, ("status", "404"))] == 1
    bucket = (("le", "0.0025"), ("route", "/images"))
    assert samples["tvdbproxy_http_request_seconds_bucket", bucket] == 2


def test_work_that_is_due_grows_old(catalogue: Database) -> None:
    queue = Queue(open_broker("memory://"))
    with catalogue.write() as session:
        moment = now(session)
        waiting = Artwork(
            id=77,
            content_type="series",
            content_id=1,
            image_type="poster",
            path="/a.jpg",
            state=ArtworkState.PENDING,
            due_at=moment - timedelta(hours=2),
        )
        dormant = Artwork(
            id=78,
            content_type="series",
            content_id=1,
            image_type="poster",
            path="/b.jpg",
            state=ArtworkState.PENDING,
            due_at=None,
        )
        later = Artwork(
            id=79,
            content_type="series",
            content_id=1,
            image_type="poster",
            path="/c.jpg",
            state=ArtworkState.FAILED,
            due_at=moment + timedelta(hours=2),
        )
        session.add_all([waiting, dormant, later])
    samples = _scrape(Metrics(), catalogue, queue)
    ages = {
        labels[0][1]: value
        for (name, labels), value in samples.items()
        if name == "tvdbproxy_oldest_due_seconds"
    }
    assert ages.pop("pictures") >= 7200
    assert ages.pop("failed_pictures") < 7200  # the house has one, due now
    assert ages == {"jobs": 0, "callbacks": 0, "titles": 0, "tasks": 0}


def _pending(moment: datetime) -> PendingImage:
    words = {"data_type": "logo", "image_path": "/temp_images/a.jpg", "key": "pending/a"}
    return PendingImage(user_id=1, file_size=1, created_at=moment, updated_at=moment, **words)


def _scrape(metrics: Metrics, database: Database, queue: Queue) -> Samples:
    text = metrics.exposition(gauges_of(database, queue)).decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
