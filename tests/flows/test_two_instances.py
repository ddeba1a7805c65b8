"""Two instances of the service, each with its own database, queue and processes: one offers a
pending queue, the other works it off. The application's tables have permanent addresses in the
end, and pages get their pictures."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.house.asking import ask
from tests.house.pictures import logo, poster, still
from tests.house.processes import CHECKOUT, running, web_server, workers
from tests.house.waiting import eventually
from tests.imaging.drawing import decoded
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.settings import load_settings

KEY = "the-key-of-the-main-server"
BEARER = {"Authorization": f"Bearer {KEY}"}
# A picture by its header and its chunks, and by nothing else.
PIXELS = logo().index(b"IDAT") + 4
BROKEN = logo()[:PIXELS] + b"\xff" * 40 + logo()[PIXELS + 40 :]


@dataclass
class Instance:
    """One whole instance: its address, and what its processes find in their environment."""

    folder: Path
    environment: Mapping[str, str]
    url: str = ""

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Any:
        status, _, data = ask(self.url, path, method, body, **headers)
        assert status in (200, 201), data
        return json.loads(data)


@dataclass
class Together:
    main: Instance
    machine: Instance
    stack: ExitStack


@pytest.fixture
def together(
    clean_environment: None, tmp_path: Path, sqlite_template: Path, redis_server: RunningRedis
) -> Iterator[Together]:
    """The main server, and a machine without its workers and its clock yet."""
    with ExitStack() as stack:
        machine_port = _instance(tmp_path / "machine", sqlite_template, redis_server.url, 1)
        main = _instance(tmp_path / "main", sqlite_template, redis_server.url, 2, media_api_key=KEY)
        main.url = stack.enter_context(web_server(main.folder, main.environment))
        machine = Instance(
            machine_port.folder,
            machine_port.environment
            | {
                "PENDING_SOURCE_URL": main.url,
                "PENDING_SOURCE_KEY": KEY,
                "PENDING_POLL_SECONDS": "1",
                "PUBLIC_BASE_URL": "https://machine.example",
            },
        )
        machine.url = stack.enter_context(web_server(machine.folder, machine.environment))
        yield Together(main, machine, stack)


def _instance(folder: Path, template: Path, redis_url: str, number: int, **given: Any) -> Instance:
    folder.mkdir()
    shutil.copy(template, folder / "house.db")
    broker = urlsplit(redis_url)._replace(path=f"/{number}").geturl()
    settings = load_settings(
        database_url=f"sqlite:///{folder / 'house.db'}",
        redis_url=broker,
        storage_backend="local",
        storage_path=folder / "objects",
        worker_threads=2,
        lease_seconds=5,
        reconcile_seconds=1,
        tvdb_base_url="http://127.0.0.1:1/v4",
        **given,
    )
    return Instance(folder, default_values(settings))


def _put(main: Instance, **files: bytes) -> list[dict[str, Any]]:
    edge = b"--edge\r\nContent-Disposition: form-data; name="
    parts = [edge + b'"user_id"\r\n\r\n456\r\n']
    for name, data in files.items():
        head = f'"{name}"; filename="{name}.jpg"\r\n\r\n'.encode()
        parts.append(edge + head + data + b"\r\n")
    answer = main.ask(
        "/api/media/pending",
        "POST",
        b"".join(parts) + b"--edge--\r\n",
        Content_Type="multipart/form-data; boundary=edge",
        **BEARER,
    )
    images: list[dict[str, Any]] = answer["images"]
    return images


def _work(together: Together) -> None:
    """Start the machine's workers and clock, and kill the first worker as soon as it works."""
    machine = together.machine
    (victim,) = together.stack.enter_context(workers(machine.folder, machine.environment))
    scheduler = ("-m", "workers.scheduler")
    together.stack.enter_context(
        running(
            machine.folder, "scheduler", *scheduler,
            says="scheduler ready", environment=machine.environment,
        )
    )  # fmt: skip
    eventually(lambda: _rows(machine, "SELECT count(*) FROM processing_jobs")[0][0])
    os.kill(victim.pid, signal.SIGKILL)
    second = machine.folder / "second"
    second.mkdir()
    together.stack.enter_context(workers(second, machine.environment))


def _rows(instance: Instance, statement: str) -> list[Any]:
    with closing(sqlite3.connect(instance.folder / "house.db", timeout=20)) as connection:
        return list(connection.execute(statement))


def _replace(main: Instance, machine: Instance, application: Path) -> dict[str, Any]:
    place = ("--table", "users", "--column", "picture")
    done = subprocess.run(
        [
            sys.executable, "-m", "tvdbproxy", "replace-urls", "--apply", "--json",
            "--database", f"sqlite:///{application}", *place,
        ],
        env={
            **os.environ,
            **main.environment,
            "SMART_MEDIA_BASE_URL": f"{machine.url}/api/images",
            "PYTHONPATH": str(CHECKOUT),
        },
        capture_output=True,
        check=True,
    )  # fmt: skip
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


@pytest.mark.proves("F1")
@pytest.mark.timeout(240)
def test_one_offers_pictures_and_the_other_works_them_off_whoever_is_killed(
    together: Together, tmp_path: Path
) -> None:
    """Ten processes of ours and a killed one: that takes its time."""
    main, machine = together.main, together.machine
    images = _put(
        main, profile_image=poster(), logo_image=logo(), site_image=still(), event_image=BROKEN
    )
    application = tmp_path / "application.db"
    with closing(sqlite3.connect(application)) as connection:
        connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, picture TEXT)")
        connection.executemany(
            "INSERT INTO users (picture) VALUES (?)", [(one["image_path"],) for one in images]
        )
        connection.commit()

    _work(together)
    eventually(
        lambda: main.ask("/api/media/pending/all", **BEARER)["total"] == 0,
        seconds=150,
        why="some pictures are still pending",
    )

    told = dict(_rows(main, "SELECT id, status FROM pending_images"))
    *good, broken = images
    assert [told[one["id"]] for one in good] == ["processed"] * 3
    assert told[broken["id"]] == "failed"
    assert ask(main.url, broken["image_path"])[0] == 404
    assert _rows(machine, "SELECT count(*) FROM images")[0][0] == 4

    media = dict(_rows(main, "SELECT id, media_id FROM pending_images"))
    here = dict(_rows(machine, "SELECT pending_id, media_id FROM images"))
    for one in good:
        assert media[one["id"]] == str(here[one["id"]])
        known = main.ask(f"/api/media/analysis/{media[one['id']]}", **BEARER)["analysis"]
        assert known["quality_score"] is not None
        assert known["style"] is None  # nobody was asked

    figures = _replace(main, machine, application)
    assert (figures["closed"], figures["left"]) == (3, 0)
    with closing(sqlite3.connect(application)) as connection:
        addresses = [row[0] for row in connection.execute("SELECT picture FROM users ORDER BY id")]
    assert addresses[3] == broken["image_path"]
    for address in addresses[:3]:
        status, headers, data = ask(machine.url, address.removeprefix(machine.url))
        assert (status, headers["Content-Type"]) == (200, "image/webp")
        assert max(decoded(data).size) <= 1200
