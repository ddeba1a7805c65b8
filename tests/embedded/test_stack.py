"""The whole stack with real servers, and stand-ins for our own commands."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.embedded.test_process import eventually, is_running
from tvdbproxy.embedded.loopback import status_of

REPOSITORY = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("run_standin_stack.py")
NO_SERVERS = {
    "STORAGE_BACKEND": "local",
    "REDIS_URL": "redis://queue.example",
    "TVDB_API_KEY": "a-key",
}

UNTOLD_DEFAULTS = {"S3_BUCKET_ORIGINALS": "", "S3_BUCKET_THUMBNAILS": ""}
"""Published settings that nobody chose: every process knows them by itself."""


@dataclass
class Stack:
    """A running `up` and what it wrote."""

    process: subprocess.Popen[str]
    data_dir: Path
    journal_file: Path

    def wait_for(self, beginning: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(beginning):
                return line.removeprefix(beginning).strip()
        raise AssertionError(f"it ended without saying {beginning!r}: {self.errors()}")

    def errors(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read()

    def journal(self, event: str) -> list[dict[str, Any]]:
        if not self.journal_file.exists():
            return []
        entries = map(json.loads, self.journal_file.read_text().splitlines())
        return [entry for entry in entries if entry["event"] == event]

    def commands(self, event: str) -> list[str]:
        """What was started or stopped; the sample's random port left out."""
        names = [str(entry["command"]) for entry in self.journal(event)]
        return ["sample" if name.startswith("--port") else name for name in names]

    def published(self) -> dict[str, str]:
        words = shlex.split((self.data_dir / "env").read_text())
        return dict(word.split("=", 1) for word in words if word != "export")

    def end(self, signum: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(signum)
        return self.process.wait(60)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Any]:
    """Starts a stack of stand-ins in ``tmp_path/data``; ends it after the test."""
    with ExitStack() as ending:
        # Under nohup it is ignored, by us and by whatever we start.
        before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
        ending.callback(signal.signal, signal.SIGHUP, before)

        def start(environment: Mapping[str, str] | None = None, workers: int = 1) -> Stack:
            journal = tmp_path / "journal"
            process = ending.enter_context(
                subprocess.Popen(
                    [sys.executable, str(RUNNER), str(tmp_path / "data"), "0", str(workers)],
                    env={
                        **os.environ,
                        "PYTHONPATH": str(REPOSITORY),
                        "JOURNAL": str(journal),
                        **(environment or {}),
                    },
                    cwd=tmp_path,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            ending.callback(process.kill)
            return Stack(process, tmp_path / "data", journal)

        yield start


def test_everything_starts_in_order_and_stops_in_reverse(start: Any) -> None:
    stack: Stack = start(workers=2)
    base_url = stack.wait_for("ready: ")
    assert status_of(f"{base_url}/readyz") == 200
    assert stack.published()["BASE_URL"] == base_url
    eventually(lambda: len(stack.commands("start")) == 8)
    started = stack.commands("start")
    assert sorted(started[:2]) == ["migrate", "sample"]
    assert started[2:4] == ["storage init", "storage check"]
    assert sorted(started[4:]) == ["scheduler", "serve", "worker", "worker"]
    everybody = [entry["pid"] for entry in stack.journal("start")]
    assert stack.end() == 0
    assert stack.commands("stop") == ["serve", "scheduler", "worker", "worker", "sample"]
    assert not any(map(is_running, everybody))


def test_our_processes_are_told_what_was_published(start: Any) -> None:
    stack: Stack = start({"ORPHAN_GRACE_HOURS": "7", "TVDB_PIN": "a pin"})
    stack.wait_for("ready: ")
    published = stack.published()
    assert published["CLIENT_API_KEY"]
    assert published["ORPHAN_GRACE_HOURS"] == "7.0"
    assert published["TVDB_PIN"] == "a pin"
    assert {"FETCH_PRIVATE_HOSTS", "TVDB_API_KEY", "CATALOGUE_SYNC", "BROKER_URL"} <= set(published)
    for entry in stack.journal("start"):
        told = entry["environment"]
        assert {name: told.get(name, "") for name in published} == {
            **published,
            **UNTOLD_DEFAULTS,
        }


def test_a_second_start_finds_its_servers_data_and_secrets_again(start: Any) -> None:
    first: Stack = start()
    first.wait_for("ready: ")
    secrets = first.published()
    assert first.end(signal.SIGTERM) == 0
    objects = sorted(path.name for path in (first.data_dir / "s3").glob("*.dat"))
    second: Stack = start()
    second.wait_for("ready: ")
    for name in (
        "ADMIN_API_KEY", "CLIENT_API_KEY", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY",
        "DATABASE_URL",
    ):  # fmt: skip
        assert second.published()[name] == secrets[name]
    assert objects
    assert (
        objects
        == sorted(path.name for path in (first.data_dir / "s3").glob("*.dat"))[: len(objects)]
    )


def test_a_killed_stack_leaves_nothing_running_and_can_be_started_again(start: Any) -> None:
    first: Stack = start()
    first.wait_for("ready: ")
    everybody = [entry["pid"] for entry in first.journal("start")]
    first.process.kill()
    second: Stack = start()  # waits for the servers of the first
    second.wait_for("ready: ")
    eventually(lambda: not any(map(is_running, everybody)))


def test_a_crashed_worker_is_started_again(start: Any) -> None:
    stack: Stack = start(NO_SERVERS)
    stack.wait_for("ready: ")
    eventually(lambda: "worker" in stack.commands("start"))
    (worker,) = (entry["pid"] for entry in stack.journal("start") if entry["command"] == "worker")
    os.kill(worker, signal.SIGKILL)
    stack.wait_for("worker-1 was ended by SIGKILL; see ")
    eventually(lambda: stack.commands("start").count("worker") == 2)


def test_servers_that_are_given_are_not_started(start: Any) -> None:
    stack: Stack = start(NO_SERVERS)
    stack.wait_for("ready: ")
    assert "sample" not in stack.commands("start")
    assert sorted(path.name for path in (stack.data_dir / "logs").glob("*.log")) == [
        "migrate.log",
        "scheduler.log",
        "storage-check.log",
        "storage-init.log",
        "web.log",
        "worker-1.log",
    ]


def test_in_memory_mode_the_web_server_is_the_only_process(start: Any) -> None:
    stack: Stack = start({**NO_SERVERS, "REDIS_URL": "", "BROKER_URL": "memory://"})
    stack.wait_for("ready: ")
    assert stack.commands("start") == ["migrate", "storage init", "storage check", "serve"]


def test_a_second_stack_on_the_same_directory_is_refused(start: Any) -> None:
    first: Stack = start(NO_SERVERS)
    first.wait_for("ready: ")
    second: Stack = start(NO_SERVERS)
    assert second.process.wait(30) == 1
    (line,) = second.errors().splitlines()
    assert f"process {first.process.pid}" in line
    assert "--data-dir" in line


def test_a_step_that_fails_ends_the_start_with_one_line_and_nothing_left(start: Any) -> None:
    stack: Stack = start({**NO_SERVERS, "TVDB_API_KEY": "", "MISBEHAVE": "migrate:fail"})
    assert stack.process.wait(60) == 1
    (line,) = stack.errors().splitlines()
    assert "migrate ended with exit code 1; see " in line
    assert "migrate.log (migrate cannot work today)" in line
    assert not any(is_running(entry["pid"]) for entry in stack.journal("start"))


def test_a_port_that_is_taken_is_said_before_anything_starts(start: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        stack: Stack = start({**NO_SERVERS, "RUN_ON_PORT": str(port)})
        assert stack.process.wait(30) == 78
    (line,) = stack.errors().splitlines()
    assert f"port {port} of 127.0.0.1 cannot be used" in line
    assert "--port" in line
    assert stack.commands("start") == []


def test_a_wrong_setting_is_one_line(start: Any) -> None:
    stack: Stack = start({**NO_SERVERS, "IMAGE_QUALITY": "much"})
    assert stack.process.wait(30) == 78
    (line,) = stack.errors().splitlines()
    assert "IMAGE_QUALITY='much'" in line


def test_a_second_ctrl_c_does_not_wait_for_the_deaf(start: Any) -> None:
    stack: Stack = start({**NO_SERVERS, "MISBEHAVE": "serve:deaf"})
    stack.wait_for("ready: ")
    everybody = [entry["pid"] for entry in stack.journal("start")]
    stack.process.send_signal(signal.SIGINT)
    stack.wait_for("stopping")
    assert stack.end(signal.SIGINT) == 0
    assert not any(map(is_running, everybody))


def test_the_first_sync_is_shown(start: Any) -> None:
    stack: Stack = start(NO_SERVERS)
    stack.wait_for("ready: ")
    assert stack.wait_for("synced: ").startswith("2 of 2 titles, 5 of 6 pictures stored, 1 failed")


def test_a_reader_that_goes_away_does_not_disturb_the_stack(start: Any) -> None:
    stack: Stack = start(NO_SERVERS)
    assert stack.process.stdout is not None
    stack.process.stdout.close()
    eventually(lambda: (stack.data_dir / "env").exists())
    base_url = stack.published()["BASE_URL"]
    assert status_of(f"{base_url}/readyz") == 200
    assert stack.end(signal.SIGHUP) == 0
    assert stack.errors() == ""


def test_a_server_that_was_killed_comes_back_where_it_was_with_its_data(start: Any) -> None:
    stack: Stack = start({**NO_SERVERS, "STORAGE_BACKEND": "", "REDIS_URL": ""})
    stack.wait_for("ready: ")
    redis_url = stack.published()["REDIS_URL"]
    with redis.Redis.from_url(redis_url, retry=Retry(NoBackoff(), 0)) as client:
        client.set("kept", "yes")
        eventually(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0)
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
        stack.wait_for("redis was ended by SIGKILL; see ")

        def is_back() -> bool:
            try:
                return bool(client.get("kept") == b"yes")
            except redis.RedisError:
                return False

        eventually(is_back)
