"""Which program this is."""

from __future__ import annotations

import platform
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tvdbproxy import __version__


class Build(Collector):
    """A gauge that is always 1; what it tells is in its labels."""

    def collect(self) -> Iterator[Metric]:
        """The version of the program and of Python."""
        family = GaugeMetricFamily(
            "tvdbproxy_build_info",
            "Always 1; the program's version and Python's.",
            labels=["version", "python"],
        )
        family.add_metric([__version__, platform.python_version()], 1)
        yield family
