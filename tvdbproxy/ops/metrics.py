"""Figures for Prometheus: counters of this process, and gauges read at the scrape."""

from __future__ import annotations

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork, Callback, PendingImage, Refresh, Task, TaskStatus
from tvdbproxy.jobs.queue import ACTORS, Queue
from tvdbproxy.ops.recent import Recent

_LAST_AUDIT = (
    select(Task)
    .where(Task.status == TaskStatus.COMPLETED, Task.kind == "verify_storage")
    .order_by(Task.finished_at.desc())
    .limit(1)
)
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class WebMetrics:
    """What the web server counts. One for each process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tvdbproxy_http_requests_total",
            "Requests by route, method and status.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "tvdbproxy_http_request_seconds",
            "Time to answer by route.",
            ["route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        # By route, method and status: looking labels up costs more than counting.
        self._counters: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def seen(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        key = (route, method, status)
        counters = self._counters.get(key)
        if counters is None:
            counters = self._counters[key] = (
                self.requests.labels(route, method, str(status)),
                self.seconds.labels(route),
            )
        counters[0].inc()
        counters[1].observe(seconds)

    def exposition(self, gauges: CollectorRegistry) -> bytes:
        """Everything in Prometheus' text format, of all processes if there are several."""
        counters = self.registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            counters = CollectorRegistry()
            MultiProcessCollector(counters)  # type: ignore[no-untyped-call]
        return generate_latest(counters) + generate_latest(gauges)


def count_under(name: str) -> None:
    """Where several processes count together, let this one do so in files of this name.

    Named after process ids, there would be more of them with every process that ever ran.
    Who comes later under the same name goes on from the same figures. Call it first of all.
    """
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        values.ValueClass = values.MultiProcessValue(lambda: name)  # type: ignore[no-untyped-call]


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
            refreshes = session.scalar(select(func.count()).select_from(Refresh)) or 0
            audit = session.scalars(_LAST_AUDIT).first()
        yield _family("tvdbproxy_artwork", "Pictures by state.", "state", artwork)
        yield _family("tvdbproxy_tasks", "Tasks by status.", "status", tasks)
        yield _family("tvdbproxy_callbacks", "Callbacks by status.", "status", callbacks)
        yield _family("tvdbproxy_pending_images", "Pending queue by status.", "status", pending)
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
