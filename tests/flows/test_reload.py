"""New web processes take over from the old ones: nobody who asks meanwhile notices.

Most of the time goes into starting web processes, of which the first test needs six.
"""

from __future__ import annotations

import json
import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from tests.flows.conftest import MakeHouse
from tests.house.artwork_host import ArtworkHost
from tests.house.load import load
from tests.house.processes import web_process
from tests.house.titles import PATH
from tests.house.waiting import eventually
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.schema import downgrade, upgrade
from tvdbproxy.embedded.process import Process

URL = "/images/series/1/poster/medium"
ROUTE = "/images/<content_type>/<content_id>/<image_type>/<size>"
NOT_UP = "did not come up"


@pytest.mark.proves("F45")
def test_reloads_under_load_lose_no_request_and_no_count(make_house: MakeHouse) -> None:
    world = make_house(web_processes=2)
    run(world.services.kitchen, 11)
    with web_process(world.folder, world.environment) as (base, server):
        with (
            load(base + URL, 4, keep_alive=True) as reusing,
            load(base + URL, 2, keep_alive=False) as connecting,
        ):
            for _ in range(2):
                _reload(server)
        assert (reusing.lost, connecting.lost) == ({}, {})
        total = reusing.answered + connecting.answered
        # What is answered from memory is counted a moment later.
        eventually(lambda: _counted(base) == total, seconds=10, why="all are counted")
        files = list(_folder_of_counters(server).iterdir())

    assert len(files) == 2 * 2 * 2  # two turns of two processes, counters and histograms
    assert not files[0].parent.exists()


@pytest.mark.proves("F45")
def test_who_waits_for_a_picture_gets_it_from_a_server_that_is_told_to_stop(
    make_house: MakeHouse, artwork_host: ArtworkHost
) -> None:
    world = make_house()
    artwork_host.gate.clear()
    with (
        web_process(world.folder, world.environment) as (base, server),
        ThreadPoolExecutor(4) as threads,
    ):
        waiting = [threads.submit(_status, base + URL) for _ in range(4)]
        eventually(lambda: artwork_host.times(PATH) == 1)
        server.ask_to_stop()
        eventually(lambda: "Stopping worker" in _log(server))
        artwork_host.gate.set()
        assert [one.result() for one in waiting] == [200] * 4
        eventually(lambda: server.exit_code() is not None)
        assert server.exit_code() == 0


def test_a_configuration_that_does_not_start_leaves_the_old_processes_in_place(
    make_house: MakeHouse,
) -> None:
    world = make_house()
    environment = dict(world.environment)
    del (
        environment["CORS_ORIGINS"],
        environment["WEB_THREADS"],
    )  # what the environment has wins over the file
    settings = Path(".env")
    with web_process(world.folder, environment) as (base, server):
        settings.write_text("CORS_ORIGINS=*\nWEB_THREADS=none\n")
        os.kill(server.pid, signal.SIGHUP)
        eventually(lambda: NOT_UP in _log(server))
        assert _allowed(base) == "*"

        settings.write_text("CORS_ORIGINS=https://example.com\n")
        _reload(server)
        assert _allowed(base) == "https://example.com"


def test_web_processes_end_with_their_parent_however_it_ends(make_house: MakeHouse) -> None:
    world = make_house()
    with web_process(world.folder, world.environment) as (base, server):
        assert _status(base + "/healthz") == 200
        os.kill(server.pid, signal.SIGKILL)
        eventually(lambda: _is_closed(base))


@pytest.mark.proves("F46")
def test_new_code_on_an_old_schema_is_not_ready_until_it_is_migrated(
    make_house: MakeHouse,
) -> None:
    world = make_house()
    run(world.services.kitchen, 11)
    downgrade(world.database, "base")
    with web_process(world.folder, world.environment) as (base, _):
        status, told = _ready(base)
        assert (status, told["codes"]) == (503, {"migrations": "migration_pending"})
        assert _status(base + "/healthz") == 200
        assert _status(base + URL) == 200  # what is stored needs no database
        upgrade(world.database)
        assert _ready(base)[0] == 200


@pytest.mark.proves("F46")
def test_old_code_on_a_new_schema_goes_on_until_the_new_code_comes(make_house: MakeHouse) -> None:
    world = make_house()
    with world.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.execute(text("ALTER TABLE artwork ADD COLUMN what_comes_later INTEGER"))
    with web_process(world.folder, world.environment) as (base, _):
        assert _ready(base)[0] == 200
        assert _status(base + URL) == 200


def test_the_file_of_settings_is_read_again(make_house: MakeHouse) -> None:
    """What is in the environment of a process that runs cannot be changed by anybody."""
    world = make_house()
    told = {name: text for name, text in world.environment.items() if name != "ADMIN_API_KEY"}
    file = Path(".env")  # in the folder of this test
    file.write_text("ADMIN_API_KEY=the-first\n")
    with web_process(world.folder, told) as (base, server):
        assert _admitted(base, "the-first", "the-second") == [200, 401]
        file.write_text("ADMIN_API_KEY=the-second\n")
        _reload(server)
        assert _admitted(base, "the-first", "the-second") == [401, 200]


def _admitted(base: str, *keys: str) -> list[int]:
    """What the admin endpoints answer to each of the keys."""
    url, found = f"{base}/api/v1/admin/api-keys", []
    for key in keys:
        try:
            found.append(urlopen(Request(url, headers={"X-API-Key": key})).status)
        except HTTPError as error:
            found.append(error.code)
    return found


def _reload(server: Process) -> None:
    """Until the new processes have taken over."""
    before = _log(server).count("taken over")
    os.kill(server.pid, signal.SIGHUP)
    eventually(lambda: _log(server).count("taken over") > before)


def _log(server: Process) -> str:
    return server.program.log.read_text()


def _status(url: str) -> int:
    try:
        with urlopen(url, timeout=30) as answer:
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        return error.code


def _is_closed(base: str) -> bool:
    address = urlsplit(base)
    with socket.socket() as knocking:
        return knocking.connect_ex((address.hostname or "", address.port or 0)) != 0


def _ready(base: str) -> tuple[int, Any]:
    try:
        with urlopen(f"{base}/readyz") as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


def _allowed(base: str) -> str:
    """Whose scripts may read our answers, which is a setting."""
    asking = Request(f"{base}/api/v1/progress", headers={"Origin": "https://example.com"})
    with urlopen(asking) as answer:
        return str(answer.headers["Access-Control-Allow-Origin"])


def _counted(base: str) -> float:
    """Pictures answered so far, by all processes."""
    with urlopen(f"{base}/metrics") as answer:
        families = list(text_string_to_metric_families(answer.read().decode()))
    return sum(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == "tvdbproxy_http_requests_total" and sample.labels["route"] == ROUTE
    )


def _folder_of_counters(server: Process) -> Path:
    child = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()[-1]
    variables = Path(f"/proc/{child}/environ").read_bytes().split(b"\0")
    name = b"PROMETHEUS_MULTIPROC_DIR="
    return Path(next(v for v in variables if v.startswith(name)).removeprefix(name).decode())
