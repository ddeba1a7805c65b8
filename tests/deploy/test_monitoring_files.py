"""Dashboard and alerts speak of what there is, and alerts fire when they should."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.house.artwork_host import artwork_host
from tests.house.house import clean_environment, image_pool, open_house, services
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Task, TaskStatus
from tvdbproxy.meter.events import SHAPES, Event
from tvdbproxy.ops.names import NAMES
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house", "services"]

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
MONITORING = (DEPLOY.parent / "docs" / "monitoring.md").read_text()
DASHBOARD = json.loads((DEPLOY / "grafana" / "tvdbproxy.json").read_text())

_METRIC = re.compile(r"\btvdbproxy_[a-z_]+")
_BRACES = re.compile(r"(tvdbproxy_[a-z_]+|up)\{([^}]*)\}")
_LABEL = re.compile(r"([a-z_]+)\s*(?:=~|!~|!=|=)")
_BY = re.compile(r"\bby\s*\(([^)]*)\)")
_OF_PROMETHEUS = {"le", "job", "instance"}

Exposed = dict[str, set[str]]


@pytest.fixture
def exposed(services: Services) -> Exposed:
    """Every sample of a real answer, and its labels. Of everything something was told."""
    for event in Event:
        words = [f"a {name}" for name in SHAPES[event].labels]
        if SHAPES[event].timed_by is None:
            services.meter.count(event, *words)
        else:
            services.meter.took(event, *words, seconds=1)
    with services.database.write() as session:
        moment = now(session)
        session.add(
            Task(
                id="audit",
                kind="verify_storage",
                status=TaskStatus.COMPLETED,
                arguments={},
                result={"faults": {"lost": 1}, "left": 1},
                created_at=moment,
                finished_at=moment,
            )
        )
    text = create_app(services).test_client().get("/metrics").get_data(as_text=True)
    found: Exposed = {}
    for family in text_string_to_metric_families(text):
        found.setdefault(family.name, set())
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def test_every_name_and_label_that_the_files_use_is_told(exposed: Exposed) -> None:
    # A gauge that counts rows by state has no sample, and no labels, where there are no rows.
    by_rows = {"artwork": "state", "tasks": "status", "callbacks": "status"}
    by_rows |= {"pending_images": "status", "jobs": "status"}
    for name, label in by_rows.items():
        exposed[f"tvdbproxy_{name}"].add(label)
    for where, expression in _expressions():
        metrics = set(_METRIC.findall(expression))
        assert metrics <= exposed.keys(), where
        for metric, braces in _BRACES.findall(expression):
            labels = exposed.get(metric, set()) | _OF_PROMETHEUS
            assert set(_LABEL.findall(braces)) <= labels, where
        labels = set().union(_OF_PROMETHEUS, *(exposed[name] for name in metrics))
        for group in _BY.findall(expression):
            assert {word.strip() for word in group.split(",")} <= labels, where


def test_every_event_is_on_the_dashboard(exposed: Exposed) -> None:
    shown = " ".join(expression for where, expression in _expressions() if where != "alert")
    ours = {name for name in exposed if name.endswith(("_total", "_bucket"))}
    assert {name for name in ours if name not in shown} == set()


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    tested = (ALERTS.parent / "alerts_test.yml").read_text()
    for rule in _rules():
        assert rule["annotations"]["summary"]
        assert len(rule["annotations"]["description"]) > 60
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert tested.count(rule["alert"]) >= 2, "when it is silent, and when it fires"


def test_alerts_fire_when_they_should() -> None:
    _promtool("test", "rules", "alerts_test.yml")


def test_the_example_is_read_by_prometheus() -> None:
    _promtool("check", "config", "prometheus.yml")


def test_every_expression_of_the_dashboard_is_promql(tmp_path: Path) -> None:
    rules = [
        {"record": f"panel:{number}", "expr": expression.replace("$__rate_interval", "5m")}
        for number, (where, expression) in enumerate(_expressions())
        if where != "alert"
    ]
    file = tmp_path / "panels.yml"
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    _promtool("check", "rules", str(file))


def test_every_panel_asks_the_datasource_that_is_chosen() -> None:
    (variable,) = DASHBOARD["templating"]["list"]
    assert (variable["name"], variable["type"]) == ("datasource", "datasource")
    panels = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
    asked = {target["datasource"]["uid"] for panel in panels for target in panel["targets"]}
    assert asked == {"${datasource}"}
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    for panel in panels:
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24


def _promtool(*arguments: str) -> None:
    tool = shutil.which("promtool")
    if tool is None:
        if os.environ.get("CI"):
            raise AssertionError("promtool is missing: see .ci/run")
        pytest.skip("promtool is not installed")
    done = subprocess.run(
        [tool, *arguments], cwd=ALERTS.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _rules() -> list[dict[str, Any]]:
    return [
        rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]
    ]


def _expressions() -> Iterator[tuple[str, str]]:
    """Where, and what."""
    for rule in _rules():
        yield "alert", rule["expr"]
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


def test_the_documentation_has_every_metric_and_no_other(exposed: Exposed) -> None:
    told = set(_METRIC.findall(MONITORING))
    ours = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in exposed}
    ours = {name for name in ours if name + "_total" not in exposed}
    assert told == ours


def test_the_documentation_has_the_labels_of_every_event() -> None:
    rows = dict(re.findall(r"^\| `(tvdbproxy_\w+)`[^|]*\| ([^|]*) \|", MONITORING, re.MULTILINE))
    for event, named in NAMES.items():
        if named.counter:
            assert re.findall(r"\w+", rows[named.counter]) == list(SHAPES[event].labels)
        if named.timer:
            assert re.findall(r"\w+", rows[named.timer]) == list(SHAPES[event].timed_by or ())
