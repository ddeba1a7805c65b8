"""Events as Prometheus reads them, of one process and of several."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tvdbproxy import __version__
from tvdbproxy.meter.events import SHAPES, Event
from tvdbproxy.ops.metrics import Metrics
from tvdbproxy.ops.names import NAMES

COUNTING = """
import sys
from tvdbproxy.meter.events import Event
from tvdbproxy.ops.metrics import Metrics, count_under
count_under(sys.argv[1])
metrics = Metrics()
metrics.count(Event.REFUSAL, "overloaded", amount=int(sys.argv[2]))
metrics.took(Event.WAIT, "images", seconds=0.2)
if len(sys.argv) > 3:
    print(metrics.exposition().decode())
"""


def test_every_event_has_names_by_the_conventions() -> None:
    assert set(NAMES) == set(Event)
    for event, named in NAMES.items():
        assert named.counter or named.timer
        assert named.counter is None or re.fullmatch(r"tvdbproxy_[a-z_]+_total", named.counter)
        assert named.timer is None or re.fullmatch(r"tvdbproxy_[a-z_]+_seconds", named.timer)
        assert (named.timer is None) == (SHAPES[event].timed_by is None)


@pytest.mark.parametrize("event", Event)
def test_every_event_can_be_told(event: Event) -> None:
    metrics, labels = Metrics(), SHAPES[event].labels
    words = [f"a {label}" for label in labels]
    if SHAPES[event].timed_by is None:
        if event is Event.CIRCUIT:
            words[1] = "opened"
        metrics.count(event, *words, amount=3)
    else:
        metrics.took(event, *words, seconds=0.3)
    told = _samples(metrics.exposition().decode())
    if counter := NAMES[event].counter:
        value = 3 if SHAPES[event].timed_by is None else 1
        assert told[counter, tuple(sorted(zip(labels, words, strict=True)))] == value
    if timer := NAMES[event].timer:
        by = dict(zip(labels, words, strict=True))
        kept = tuple(sorted((name, by[name]) for name in SHAPES[event].timed_by or ()))
        assert told[f"{timer}_count", kept] == 1
        assert told[f"{timer}_sum", kept] == pytest.approx(0.3)


def test_circuits_are_open_until_they_are_closed() -> None:
    circuits = Metrics().circuits
    for change in ("opened", "opened", "closed"):
        circuits.count(Event.CIRCUIT, "pictures", change)
    (family,) = circuits.collect()
    told = {sample.labels["service"]: sample.value for sample in family.samples}
    assert told == {"api": 0, "receivers": 0, "pictures": 1}


def test_the_build_is_told() -> None:
    assert f'version="{__version__}"' in Metrics().exposition().decode()


def test_processes_that_count_together_show_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    _run("worker-1", "2")
    _run("worker-1", "3")  # goes on where the one before it was killed
    told = _samples(_run("web", "5", "show"))
    assert told["tvdbproxy_refusals_total", (("code", "overloaded"),)] == 10
    assert told["tvdbproxy_queue_wait_seconds_count", (("queue", "images"),)] == 3
    names = {path.name.split("_", 1)[1] for path in tmp_path.iterdir()}
    assert names == {"worker-1.db", "web.db"}


def _run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def _samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
