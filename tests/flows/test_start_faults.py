"""Who is configured wrongly is told so, by name, where an operator looks first."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.conftest import World
from tests.house.asking import ask
from tests.house.processes import CHECKOUT, web_server, workers
from tests.house.waiting import eventually
from tests.servers.database import url_of
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork

POSTER = 63900001
CONFIGURATION, UNAVAILABLE = 78, 69


@pytest.mark.proves("F56")
@pytest.mark.parametrize(
    ("command", "setting", "value", "code"),
    [
        ("serve", "S3_ENDPOINT_URL", "http://127.0.0.1:9", CONFIGURATION),  # without keys
        ("worker", "STORAGE_PATH", "/proc/nowhere", UNAVAILABLE),
        ("scheduler", "DATABASE_URL", "mysql://h/n", CONFIGURATION),
    ],
)
def test_a_process_that_cannot_be_built_ends_with_one_line(
    tmp_path: Path, command: str, setting: str, value: str, code: int
) -> None:
    environment = {"STORAGE_BACKEND": "local"} if setting == "STORAGE_PATH" else {}
    ended = subprocess.run(
        [sys.executable, "-m", "tvdbproxy", command],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), **environment, setting: value},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    (line,) = ended.stderr.strip().splitlines()
    assert (ended.returncode, ended.stdout) == (code, "")
    assert line.startswith("tvdbproxy: ")
    assert any(word in line for word in (setting, "S3_ACCESS_KEY_ID", "storage directory"))


@pytest.mark.proves("F56")
def test_with_wrong_keys_nobody_is_ready_and_everybody_says_why(
    make_world: Callable[..., World], sqlite_database: Database
) -> None:
    world = make_world(sqlite_database)
    world.bring("series", 910001, POSTER)
    environment = world.environment | {"S3_SECRET_ACCESS_KEY": "wrong"}
    with (
        web_server(world.folder, environment) as base,
        workers(world.folder, environment) as (worker,),
    ):
        status, _, body = ask(base, "/readyz")
        assert status == 503
        problems = json.loads(body)["problems"]
        assert set(problems) == {"originals", "thumbnails"}
        assert all("S3_SECRET_ACCESS_KEY" in problem for problem in problems.values())
        assert ask(base, "/healthz")[0] == 200
        picture = ask(base, "/images/series/910001/poster/medium")
        assert (picture[0], json.loads(picture[2])["code"]) == (503, "storage_denied")

        world.send(POSTER)
        row = eventually(lambda: _told(world))
        assert (row.state, row.failures) == ("pending", 0)
        assert "S3_SECRET_ACCESS_KEY" in (row.error_message or "")
        assert worker.exit_code() is None


def _told(world: World) -> Artwork | None:
    row = world.row(POSTER)
    return row if row.error_code == "storage_denied" else None


@pytest.mark.proves("F56")
def test_on_a_database_without_tables_nobody_is_ready_and_the_remedy_is_named(
    make_world: Callable[..., World], sqlite_database: Database, empty_sqlite_database: Database
) -> None:
    world = make_world(sqlite_database)
    environment = world.environment | {"DATABASE_URL": url_of(empty_sqlite_database)}
    with web_server(world.folder, environment) as base:
        status, _, body = ask(base, "/readyz")
        assert status == 503
        assert "tvdbproxy migrate" in json.loads(body)["problems"]["migrations"]
