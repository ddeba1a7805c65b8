"""``tvdbproxy stats``: what is stored, what waits, and who works."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, hang
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.cli.main import group
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.jobs import cursors, tasks
from tvdbproxy.jobs.presence import Presence
from tvdbproxy.wiring import Services


def _at(services: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    for name, value in default_values(services.settings).items():
        monkeypatch.setenv(name, value)
    return services


def _stats(*words: str) -> str:
    ended = CliRunner().invoke(group, ["stats", *words], prog_name="tvdbproxy")
    assert ended.exit_code == 0
    return ended.stdout


def test_a_person_and_a_program_are_told_the_same(
    open_house: OpenHouse,
    artwork_host: ArtworkHost,
    redis_server: RunningRedis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services = _at(open_house(broker_url=redis_server.url), monkeypatch)
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    with services.database.write() as session:
        cursors.write(session, "updates", {"since": 1})
        tasks.complete(session, tasks.create(session, "verify_storage", {}), {})
    worker = Presence(redis_server.url)
    worker.say()

    told = json.loads(_stats("--json"))
    worker.leave()

    originals, thumbnails = told["storage"]
    assert originals["usage"]["total_objects"] == 1
    assert set(thumbnails["by_size"]) == {"original", "large", "medium", "small", "thumbnail"}
    assert told["catalogue"]["artwork"]["ready"] == 1
    assert told["uploads"]["jobs"] == 0
    assert (told["workers"], told["queues"]["images"]) == (1, 0)
    assert told["synced_at"].endswith("+00:00")
    assert told["tasks"] == {"completed": 1}
    assert "verify_storage" in told["last_tasks"]
    lines = [line.split() for line in _stats().splitlines()]
    assert ["ready", "1"] in lines
    assert ["workers", "0"] in lines


def test_what_only_the_queue_knows_is_left_out_while_it_is_away(
    open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at(open_house(broker_url="redis://127.0.0.1:9/0"), monkeypatch)
    told = json.loads(_stats("--json"))
    assert told["workers"] is None
    assert set(told["queues"].values()) == {None}
    assert ["workers", "-"] in [line.split() for line in _stats().splitlines()]
