"""What is told to a meter, as Prometheus reads it: counters and histograms."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from tvdbproxy.meter.events import SHAPES, Event
from tvdbproxy.ops.build import Build
from tvdbproxy.ops.circuits import Circuits
from tvdbproxy.ops.names import NAMES, Named

Labels = tuple[str, ...]


class Metrics:
    """A meter. One for each process, and cheap where something is told that was told before:
    looking labels up costs more than counting."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.circuits = Circuits()
        self._here = CollectorRegistry(auto_describe=False)
        self._here.register(self.circuits)
        self._here.register(Build())
        self._counters = {e: _counter(e, NAMES[e], self.registry) for e in Event}
        self._timers = {e: _timer(e, NAMES[e], self.registry) for e in Event}
        self._counting: dict[tuple[Event, Labels], Counter | None] = {}
        self._timing: dict[tuple[Event, Labels], Histogram | None] = {}

    def count(self, event: Event, *labels: str, amount: float = 1) -> None:
        """See ``Meter``."""
        key = (event, labels)
        try:
            counter = self._counting[key]
        except KeyError:
            family = self._counters[event]
            counter = self._counting[key] = family.labels(*labels) if family else None
        if counter is not None:
            counter.inc(amount)

    def took(self, event: Event, *labels: str, seconds: float) -> None:
        """See ``Meter``."""
        self.count(event, *labels)
        key = (event, labels)
        try:
            timer = self._timing[key]
        except KeyError:
            timer = self._timing[key] = self._timer(event, labels)
        if timer is not None:
            timer.observe(seconds)

    def exposition(self, *gauges: CollectorRegistry) -> bytes:
        """Everything in Prometheus' text format, of all processes if there are several."""
        counters = self.registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            counters = CollectorRegistry()
            MultiProcessCollector(counters)  # type: ignore[no-untyped-call]
        return b"".join(generate_latest(registry) for registry in (counters, self._here, *gauges))

    def _timer(self, event: Event, labels: Labels) -> Histogram | None:
        family, shape = self._timers[event], SHAPES[event]
        if family is None:
            return None
        told = dict(zip(shape.labels, labels, strict=True))
        return family.labels(*(told[name] for name in shape.timed_by or ()))


def count_under(name: str) -> None:
    """Where several processes count together, let this one do so in files of this name.

    Named after process ids, there would be more of them with every process that ever ran.
    Who comes later under the same name goes on from the same figures. Call it first of all.
    """
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        values.ValueClass = values.MultiProcessValue(lambda: name)  # type: ignore[no-untyped-call]


def _counter(event: Event, named: Named, registry: CollectorRegistry) -> Counter | None:
    if named.counter is None:
        return None
    return Counter(named.counter, named.text, SHAPES[event].labels, registry=registry)


def _timer(event: Event, named: Named, registry: CollectorRegistry) -> Histogram | None:
    if named.timer is None:
        return None
    timed_by = SHAPES[event].timed_by
    assert timed_by is not None, f"{event} takes no time"
    return Histogram(
        named.timer, named.timed_text, timed_by, buckets=named.buckets, registry=registry
    )
