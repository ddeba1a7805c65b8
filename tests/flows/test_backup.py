"""The recipe of docs/how-to/backup.md, with its tools: what was lost is there again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.documents.blocks import blocks_of
from tests.flows.conftest import MakeWorld, World
from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.processes import CHECKOUT
from tests.house.titles import PATH, hang
from tests.house.uploads import SECRET, upload, work_off
from tests.servers.absent import absent
from tests.servers.database import url_of
from tests.servers.own_postgres import postgres_programs
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.database import Database
from tvdbproxy.web.app import create_app

PAGE = CHECKOUT / "docs/how-to/backup.md"
MARK = "tests/flows/test_backup.py"
POSTER, BANNER = "/images/series/1/poster/medium", f"/banners/{PATH.removeprefix('/banners/')}"


@pytest.fixture
def world(
    make_world: MakeWorld, throwaway_postgresql_database: Database, artwork_host: ArtworkHost
) -> World:
    """PostgreSQL and S3, with one picture of the catalogue."""
    world = make_world(
        throwaway_postgresql_database,
        tvdb_artwork_hosts=(artwork_host.url,),
        fetch_private_hosts=(artwork_host.site,),
        jwt_secret_key=SECRET,
    )
    artwork_host.show(PATH, poster())
    hang(world.database)
    run(world.services.kitchen, 11)
    return world


def test_after_the_recipe_everything_is_there_again_without_upstream(
    world: World, artwork_host: ArtworkHost, tmp_path: Path
) -> None:
    shell = Shell(world, tmp_path)
    client = create_app(world.services).test_client()
    given = work_off(world.services, upload(client))
    paths = [POSTER, BANNER, f"/api/v1/images/{given['image_id']}/direct"]
    before = {path: answer_of(client, path) for path in paths}
    assert {status for status, _ in before.values()} == {200}

    shell.run("Back up")
    lose_everything(world)
    artwork_host.show(PATH, b"", status=404)
    shell.run("Restore")

    world.services.hot.clear()
    world.services.media.memory.forget_all()
    client = create_app(world.services).test_client()
    after = {path: answer_of(client, path) for path in paths}
    assert {status for status, _ in after.values()} == {200}
    assert after[BANNER] == before[BANNER]
    shell.type("tvdbproxy verify --read")


def answer_of(client: Any, path: str) -> tuple[int, bytes]:
    answer = client.get(path)
    return answer.status_code, answer.data


def lose_everything(world: World) -> None:
    """The database's tables and both buckets' objects."""
    for store in (world.services.stores.originals, world.services.stores.thumbnails):
        store.delete_many([info.key for info in store.list()])
    with psycopg.connect(plain(url_of(world.database)), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def plain(url: str) -> str:
    """As PostgreSQL's own programs want it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


class Shell:
    """Types the page's blocks, those under one heading at a time."""

    def __init__(self, world: World, folder: Path) -> None:
        programs = postgres_programs()
        if programs is None or shutil.which("rclone") is None:
            absent("install PostgreSQL and rclone")
        path = f"{Path(sys.executable).parent}:{programs}:{os.environ['PATH']}"
        ours = {**world.environment, "DATABASE_URL": plain(url_of(world.database)), "PATH": path}
        others = {name: value for name, value in os.environ.items() if name[:4] != "AWS_"}
        self._environment = {**others, **ours, "RCLONE_CONFIG": str(folder / "rclone.conf")}
        self._folder = folder
        self._head = "set -eo pipefail\n" + self._blocks("")

    def run(self, heading: str) -> None:
        self.type(self._blocks(heading))

    def type(self, commands: str) -> None:
        done = subprocess.run(
            ["bash", "-c", self._head + commands],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout

    def _blocks(self, heading: str) -> str:
        found = [
            block.text
            for block in blocks_of(PAGE)
            if block.heading == heading and MARK in block.marks.get("not run", "")
        ]
        assert found
        return "\n".join(found) + "\n"
