"""Gauges for Prometheus: rows and messages, read at the scrape."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import (
    Artwork,
    Callback,
    PendingImage,
    ProcessingJob,
    Purge,
    Refresh,
    Task,
    TaskStatus,
)
from tvdbproxy.jobs.queue import ACTORS, Queue
from tvdbproxy.ops.oldest import oldest_due
from tvdbproxy.ops.recent import Recent

_LAST_AUDIT = (
    select(Task)
    .where(Task.status == TaskStatus.COMPLETED, Task.kind == "verify_storage")
    .order_by(Task.finished_at.desc())
    .limit(1)
)


def gauges_of(database: Database, queue: Queue) -> CollectorRegistry:
    """Gauges that are read when they are scraped."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Gauges(database, queue))
    return registry


class _Gauges(Collector):
    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue
        self._recent = Recent(lambda: list(self._read()))

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Rows by state, and how many messages wait."""
        yield from self._recent.get()

    def _read(self) -> Iterator[Metric]:
        with self._database.read() as session:
            artwork = session.execute(
                select(Artwork.state, func.count()).group_by(Artwork.state)
            ).all()
            tasks = session.execute(select(Task.status, func.count()).group_by(Task.status)).all()
            callbacks = session.execute(
                select(Callback.status, func.count()).group_by(Callback.status)
            ).all()
            pending = session.execute(
                select(PendingImage.status, func.count()).group_by(PendingImage.status)
            ).all()
            jobs = session.execute(
                select(ProcessingJob.status, func.count()).group_by(ProcessingJob.status)
            ).all()
            purges = session.execute(
                select(Purge.status, func.count()).group_by(Purge.status)
            ).all()
            overdue = oldest_due(session)
            refreshes = session.scalar(select(func.count()).select_from(Refresh)) or 0
            audit = session.scalars(_LAST_AUDIT).first()
        yield _family("tvdbproxy_artwork", "Pictures by state.", "state", artwork)
        yield _family("tvdbproxy_tasks", "Tasks by status.", "status", tasks)
        yield _family("tvdbproxy_callbacks", "Callbacks by status.", "status", callbacks)
        yield _family("tvdbproxy_pending_images", "Pending queue by status.", "status", pending)
        yield _family("tvdbproxy_cdn_purges", "Addresses to be purged.", "status", purges)
        yield _family("tvdbproxy_jobs", "Jobs of uploaded pictures by status.", "status", jobs)
        yield _family(
            "tvdbproxy_oldest_due_seconds",
            "For how long the oldest row has been due, by kind of work; 0 if none is.",
            "work",
            overdue.items(),
        )
        yield GaugeMetricFamily(
            "tvdbproxy_titles_waiting", "Titles that wait to be fetched.", value=refreshes
        )
        depths = [(name, self._queue.waiting(name)) for name in sorted(set(ACTORS.values()))]
        known = [(name, depth) for name, depth in depths if depth is not None]
        yield _family("tvdbproxy_queue_messages", "Messages waiting by queue.", "queue", known)
        if audit is not None:
            yield from _of_audit(audit)


def _of_audit(audit: Task) -> Iterator[Metric]:
    assert audit.result is not None
    assert audit.finished_at is not None
    yield _family(
        "tvdbproxy_verify_faults",
        "Objects that the last verification found wrong, by fault.",
        "fault",
        audit.result["faults"].items(),
    )
    yield GaugeMetricFamily(
        "tvdbproxy_verify_left",
        "Pictures, rows and orphans that the last verification left wrong.",
        value=audit.result["left"],
    )
    yield GaugeMetricFamily(
        "tvdbproxy_verify_timestamp_seconds",
        "When the last verification ended, in seconds since 1970.",
        value=audit.finished_at.timestamp(),
    )


def _family(name: str, text: str, label: str, rows: object) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for value, count in rows:  # type: ignore[attr-defined]
        family.add_metric([value], count)
    return family
