"""Commands end in one line and an exit code that says what is wrong."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from sqlalchemy import func, select

from tests.house.processes import CHECKOUT
from tests.servers.postgres import PostgresServer
from tests.servers.s3 import S3Server
from tvdbproxy.cli import main
from tvdbproxy.db.database import open_database
from tvdbproxy.db.models import Task
from tvdbproxy.db.schema import require_current
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.jobs import tasks
from tvdbproxy.settings import DatabaseSettings

WRONG_CONFIGURATION, UNAVAILABLE, WRONG_USE = 78, 69, 2


@pytest.fixture(autouse=True)
def _alone(clean_environment: None) -> None:
    """Only what a test sets counts."""


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of ``tvdbproxy`` with these words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["tvdbproxy", *words])
        with pytest.raises(SystemExit) as ended:
            main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.mark.proves("F56")
def test_a_wrong_setting_is_one_line_and_exit_78_in_a_real_process() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tvdbproxy", "serve"],
        env={**os.environ, "PORT": "abc", "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == WRONG_CONFIGURATION
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "PORT" in ended.stderr
    assert "'abc'" in ended.stderr


@pytest.mark.proves("F56")
@pytest.mark.parametrize("command", [("serve",), ("worker",), ("scheduler",), ("migrate",)])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "99999"),
        ("IMAGE_QUALITY", "0"),
        ("IMAGE_FORMATS", "webp,bmp"),
        ("LEASE_SECONDS", "-1"),
        ("IMAGE_DELIVERY", "redirect"),  # without CDN_BASE_URL
        ("STORAGE_BACKEND", "floppy"),
    ],
)
def test_every_process_refuses_wrong_settings(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)
    code, out, err = call(capsys, *command)
    assert (code, out) == (WRONG_CONFIGURATION, "")
    assert len(err.strip().splitlines()) == 1
    assert name in err


def test_all_faults_are_told_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "abc")
    monkeypatch.setenv("IMAGE_QUALITY", "1000")
    _, _, err = call(capsys, "worker")
    assert "PORT" in err
    assert "IMAGE_QUALITY" in err


def test_a_database_address_that_is_none_is_configuration(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://somewhere/else")
    code, _, err = call(capsys, "migrate")
    assert code == WRONG_CONFIGURATION
    assert "DATABASE_URL" in err


def test_migrate_brings_a_new_database_to_the_newest_schema(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/deep/new.db"
    monkeypatch.setenv("DATABASE_URL", url)
    for _ in range(2):
        code, out, _ = call(capsys, "migrate")
        assert (code, out) == (0, "database: at the newest schema\n")
    database = open_database(DatabaseSettings(database_url=url))
    require_current(database)
    database.close()
    assert call(capsys, "migrate", "--down", "base")[0] == 0


def test_migrate_works_on_postgresql(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    postgres_server: PostgresServer,
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_server.url.replace("+psycopg", ""))
    assert call(capsys, "migrate")[0] == 0
    assert call(capsys, "migrate", "--down", "base")[0] == 0


def test_a_database_that_is_away_is_unavailable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    code, _, err = call(capsys, "migrate")
    assert code == UNAVAILABLE
    assert len(err.strip().splitlines()) == 1


@pytest.fixture
def s3_environment(monkeypatch: pytest.MonkeyPatch, s3_server: S3Server) -> None:
    name = secrets.token_hex(6)
    monkeypatch.setenv("S3_ENDPOINT_URL", s3_server.endpoint_url)
    monkeypatch.setenv("S3_ACCESS_KEY_ID", s3_server.access_key)
    monkeypatch.setenv("S3_SECRET_ACCESS_KEY", s3_server.secret_key)
    monkeypatch.setenv("S3_BUCKET_ORIGINALS", f"originals-{name}")
    monkeypatch.setenv("S3_BUCKET_THUMBNAILS", f"thumbnails-{name}")


@pytest.mark.usefixtures("s3_environment")
def test_storage_is_set_up_and_then_found_usable(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        code, out, _ = call(capsys, "storage", "init")
        assert code == 0
        assert "originals-" in out
        assert "thumbnails-" in out
    code, out, _ = call(capsys, "storage", "check")
    assert (code, out.splitlines()[-1]) == (0, "storage: ready")


@pytest.mark.usefixtures("s3_environment")
def test_encryption_is_set_up_or_said_to_be_impossible(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S3_SERVER_SIDE_ENCRYPTION", "AES256")
    code, out, _ = call(capsys, "storage", "init")
    assert (code, out.count("encryption by AES256 was set.")) == (0, 2)
    monkeypatch.setenv("S3_SERVER_SIDE_ENCRYPTION", "aws:kms")
    code, _, err = call(capsys, "storage", "init")
    assert (code, len(err.strip().splitlines())) == (WRONG_CONFIGURATION, 1)
    assert "does not encrypt bucket originals-" in err
    assert call(capsys, "storage", "check")[0] == 0


@pytest.mark.usefixtures("s3_environment")
def test_wrong_keys_are_said_to_be_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S3_SECRET_ACCESS_KEY", "wrong")
    code, _, err = call(capsys, "storage", "init")
    assert code == UNAVAILABLE
    assert "S3" in err
    assert len(err.strip().splitlines()) == 1


def test_a_local_store_needs_no_server(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STORAGE_BACKEND", "local")
    monkeypatch.setenv("STORAGE_PATH", str(tmp_path / "objects"))
    assert call(capsys, "storage", "init")[0] == 0
    assert call(capsys, "storage", "check")[0] == 0


@pytest.fixture
def database_url(monkeypatch: pytest.MonkeyPatch, sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "cli.db")
    url = f"sqlite:///{tmp_path}/cli.db"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def _task(url: str, task_id: str) -> tasks.TaskView:
    database = open_database(DatabaseSettings(database_url=url))
    with database.read() as session:
        view = tasks.read(session, task_id)
    database.close()
    return view


def _count(url: str) -> int:
    database = open_database(DatabaseSettings(database_url=url))
    with database.read() as session:
        count = session.scalar(select(func.count()).select_from(Task)) or 0
    database.close()
    return count


@pytest.mark.parametrize(
    ("words", "kind", "arguments"),
    [
        (
            ("sync", "movies", "5", "--force"),
            "sync_content_images",
            {"content_type": "movie", "content_id": 5, "force": True},
        ),
        (
            ("sync", "series", "--limit", "7"),
            "sync_all_missing_images",
            {"content_type": "series", "limit": 7, "with_failed": True},
        ),
        (("cleanup", "--dry-run"), "cleanup_orphaned_images", {"dry_run": True}),
    ],
)
def test_work_that_is_asked_for_becomes_a_task_and_a_message(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    redis_server: RunningRedis,
    database_url: str,
    words: tuple[str, ...],
    kind: str,
    arguments: dict[str, object],
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
        code, out, _ = call(capsys, *words)
        assert client.llen("dramatiq:images") == 1
        client.flushall()
    assert code == 0
    view = _task(database_url, out.strip())
    assert (view.kind, view.arguments) == (kind, arguments)


def test_without_a_queue_the_task_waits_for_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9/0")
    code, out, _ = call(capsys, "cleanup")
    assert code == 0
    assert "will be sent" in out
    assert _task(database_url, out.split()[0]).status == "pending"


def test_in_memory_mode_there_is_nobody_to_ask(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("BROKER_URL", "memory://")
    code, _, err = call(capsys, "cleanup")
    assert code == WRONG_USE
    assert "admin endpoints" in err
    assert _count(database_url) == 0


@pytest.mark.parametrize(
    "words", [("sync", "album", "1"), ("sync", "series", "-1"), ("sync", "series", "x")]
)
def test_what_cannot_be_synced_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], database_url: str, words: tuple[str, ...]
) -> None:
    code, out, err = call(capsys, *words)
    assert code != 0
    assert out == ""
    assert "Traceback" not in err
    assert _count(database_url) == 0


def test_the_example_file_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(capsys, "settings")
    assert (CHECKOUT / ".env.example").read_text() == out
