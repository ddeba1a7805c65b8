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
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from tests.house.asking import ask
from tests.house.pictures import logo, poster, still
from tests.house.processes import CHECKOUT, web_server, workers
from tests.house.waiting import eventually
from tests.imaging.drawing import decoded
from tvdbproxy.db.models import Image, ProcessingJob
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services, build
from workers.control import ControlActors

MACHINE = "https://machine.example"
KEY = "the-key-of-the-main-server"
BEARER = {"Authorization": f"Bearer {KEY}"}
# A picture by its header and its chunks, and by nothing else.
PIXELS = logo().index(b"IDAT") + 4
BROKEN = logo()[:PIXELS] + b"\xff" * 40 + logo()[PIXELS + 40 :]


@dataclass
class Together:
    """The main server is asked at ``url``; ``services`` are those of the machine, in the test's
    own process, beside the workers that it has."""

    main: Settings
    url: str
    services: Services

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Any:
        """What the main server answers to whoever has its key."""
        status, _, data = ask(self.url, path, method, body, **BEARER, **headers)
        assert status in (200, 201), data
        return json.loads(data)


@pytest.fixture
def together(
    clean_environment: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    sqlite_template: Path,
    redis_server: RunningRedis,
) -> Iterator[Together]:
    """Both of them, the machine without its workers yet."""
    monkeypatch.setattr("workers.control.RESEND_SECONDS", 0)  # what was sent is lost at once

    def settings_of(name: str, number: int, **given: Any) -> Settings:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "house.db")
        return load_settings(
            database_url=f"sqlite:///{folder / 'house.db'}",
            redis_url=urlsplit(redis_server.url)._replace(path=f"/{number}").geturl(),
            storage_backend="local",
            storage_path=folder / "objects",
            worker_threads=2,
            lease_seconds=3,
            tvdb_base_url="http://127.0.0.1:1/v4",
            **given,
        )

    main = settings_of("main", 1, media_api_key=KEY, smart_media_base_url=f"{MACHINE}/api/images")
    with web_server(tmp_path / "main", default_values(main)) as url:
        machine = settings_of(
            "machine",
            2,
            pending_source_url=url,
            pending_source_key=KEY,
            pending_poll_seconds=1,
            public_base_url=MACHINE,
        )
        with closing(build(machine)) as services:
            yield Together(main, url, services)


def _put(together: Together, **files: bytes) -> list[dict[str, Any]]:
    edge = b"--edge\r\nContent-Disposition: form-data; name="
    parts = [edge + b'"user_id"\r\n\r\n456\r\n']
    for name, data in files.items():
        head = f'"{name}"; filename="{name}.jpg"\r\n\r\n'.encode()
        parts.append(edge + head + data + b"\r\n")
    answer = together.ask(
        "/api/media/pending",
        "POST",
        b"".join(parts) + b"--edge--\r\n",
        Content_Type="multipart/form-data; boundary=edge",
    )
    images: list[dict[str, Any]] = answer["images"]
    return images


def _work(together: Together, folder: Path) -> None:
    """Until the other server waits for nothing any more. The worker that takes its pictures up
    is killed as soon as it has done so, and another one is started."""
    services, environment = together.services, default_values(together.services.settings)
    services.queue.send("poll_pending")
    with workers(folder, environment) as (victim,):
        eventually(lambda: _rows(services, select(ProcessingJob.job_id)))
        os.kill(victim.pid, signal.SIGKILL)
    second = folder / "second"
    second.mkdir()

    def done() -> bool:
        ControlActors(services).reconcile()
        services.queue.send("poll_pending")
        return together.ask("/api/media/pending/all")["total"] == 0

    with workers(second, environment):
        eventually(done, seconds=120, why="some pictures are still pending")


def _rows(services: Services, statement: Any) -> list[Any]:
    with services.database.read() as session:
        return list(session.execute(statement))


def _replace(together: Together, application: Path) -> dict[str, Any]:
    place = ("--table", "users", "--column", "picture", "--apply", "--json")
    command = [sys.executable, "-m", "tvdbproxy", "replace-urls", *place]
    environment = {
        **os.environ,
        **default_values(together.main),
        "REPLACE_DATABASE_URL": f"sqlite:///{application}",
        "PYTHONPATH": str(CHECKOUT),
    }
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


@pytest.fixture
def application(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The application's own database."""
    with closing(sqlite3.connect(tmp_path / "application.db")) as connection:
        connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, picture TEXT)")
        yield connection


@pytest.mark.proves("F1")
def test_one_offers_pictures_and_the_other_works_them_off_whoever_is_killed(
    together: Together, application: sqlite3.Connection, tmp_path: Path
) -> None:
    """Four processes of ours are started, one after the other: that takes its time."""
    images = _put(
        together, profile_image=poster(), logo_image=logo(), site_image=still(), event_image=BROKEN
    )
    *good, broken = images
    paths = [(one["image_path"],) for one in images]
    application.executemany("INSERT INTO users (picture) VALUES (?)", paths)
    application.commit()

    _work(together, tmp_path)

    here = dict(map(tuple, _rows(together.services, select(Image.pending_id, Image.media_id))))
    assert len(here) == 4
    assert ask(together.url, broken["image_path"])[0] == 404
    for one in good:
        known = together.ask(f"/api/media/analysis/{here[one['id']]}")["analysis"]
        assert known["quality_score"] is not None
        assert known["style"] is None  # nobody was asked

    figures = _replace(together, tmp_path / "application.db")
    assert (figures["closed"], figures["left"]) == (3, 0)
    addresses = [row[0] for row in application.execute("SELECT picture FROM users ORDER BY id")]
    assert addresses[3] == broken["image_path"]
    pages = create_app(together.services).test_client()
    for address, one in zip(addresses, good, strict=False):
        assert address == f"{MACHINE}/api/images/{here[one['id']]}?size=detail"
        answer = pages.get(address.removeprefix(MACHINE))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
        assert max(decoded(answer.data).size) <= 1200
