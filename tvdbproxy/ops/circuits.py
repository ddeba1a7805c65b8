"""How many hosts this process gives a rest."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tvdbproxy.meter.events import Event, Service


class Circuits(Collector):
    """A meter that keeps what is open now. Of this process alone: what a process that has died
    knew of other servers is nobody's any more."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, event: Event, *labels: str, amount: float = 1) -> None:
        """See ``Meter``."""
        if event is Event.CIRCUIT:
            service, change = labels
            with self._lock:
                self._open[service] += int(amount) if change == "opened" else -int(amount)

    def took(self, event: Event, *labels: str, seconds: float) -> None:
        """Nothing of this takes time."""

    def collect(self) -> Iterator[Metric]:
        """A sample for those services that somebody waits for, and for all that ever had one."""
        family = GaugeMetricFamily(
            "tvdbproxy_circuits_open",
            "Hosts that the process which answers gives a rest, by service.",
            labels=["service"],
        )
        for service in sorted({Service.API.value, Service.RECEIVERS.value, *self._open}):
            family.add_metric([service], self._open[service])
        yield family
