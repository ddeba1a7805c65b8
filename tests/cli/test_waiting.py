"""``--wait``: until the workers are done, and how it ended."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.house.house import OpenHouse
from tests.house.processes import worker_here
from tvdbproxy.cli.main import group
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.wiring import Services


@pytest.fixture
def house(
    open_house: OpenHouse, redis_server: RunningRedis, monkeypatch: pytest.MonkeyPatch
) -> Services:
    """The house that the environment describes, whose upstream is nobody."""
    services = open_house(broker_url=redis_server.url, tvdb_base_url="http://127.0.0.1:9/v4")
    for name, value in default_values(services.settings).items():
        monkeypatch.setenv(name, value)
    return services


def test_what_is_done_exits_0_with_its_figures(house: Services) -> None:
    with worker_here(house):
        ended = CliRunner().invoke(group, ["cleanup", "--dry-run", "--wait", "--json"])
    told = json.loads(ended.stdout)
    assert (ended.exit_code, told["queued"], told["task"]["status"]) == (0, True, "completed")
    assert told["task"]["result"]["orphans"] == 0


def test_what_failed_exits_1_with_the_reason(house: Services) -> None:
    with worker_here(house):
        ended = CliRunner().invoke(group, ["sync", "series", "1", "--wait"])
    assert ended.exit_code == 1
    assert "failed: " in ended.stdout
