"""A pytest plugin: which row of the catalogue came to what. Used by ``drills``.

Works under xdist: the marks travel to the controller with each report.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

FILE = "CHAOS_RECORD"
_PROPERTY = "proves"

_outcomes: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))


def pytest_itemcollected(item: pytest.Item) -> None:
    for mark in item.iter_markers("proves"):
        item.user_properties += [(_PROPERTY, row) for row in mark.args]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test's own outcome, or that of its fixtures if they did not get so far."""
    if report.when == "call" or report.outcome != "passed":
        for name, row in report.user_properties:
            if name == _PROPERTY:
                _outcomes[str(row)][report.outcome].append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Written by the controller alone: workers see no reports."""
    if not hasattr(session.config, "workerinput"):
        Path(os.environ[FILE]).write_text(json.dumps(_outcomes))
