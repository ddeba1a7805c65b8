"""What the stack starts itself, and what it takes from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tvdbproxy.embedded.credentials import load_secrets
from tvdbproxy.embedded.plan import Plan, make_plan
from tvdbproxy.embedded.programs import Commands, Programs
from tvdbproxy.settings import load_settings


@pytest.fixture(autouse=True)
def _no_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # no .env


def plan(data_dir: Path) -> Plan:
    settings = load_settings(port=8123)
    return make_plan(settings, data_dir, load_secrets(data_dir / "secrets.json", {}))


def test_with_nothing_given_everything_is_started(tmp_path: Path) -> None:
    made = plan(tmp_path)
    assert made.seaweed is not None
    assert made.redis is not None
    assert made.sample_port is not None
    assert not made.in_memory
    assert made.values["DATABASE_URL"] == f"sqlite:///{tmp_path.resolve()}/tvdbproxy.db"
    assert made.values["S3_ENDPOINT_URL"] == made.seaweed.endpoint_url
    assert made.values["REDIS_URL"] == made.values["BROKER_URL"]
    assert made.redis_password in made.values["REDIS_URL"]


def test_the_sample_is_synced_completely_and_is_the_one_private_address(tmp_path: Path) -> None:
    made = plan(tmp_path)
    host = f"127.0.0.1:{made.sample_port}"
    assert made.environment["TVDB_BASE_URL"] == f"http://{host}/v4"
    assert made.environment["TVDB_ARTWORK_HOSTS"] == f"http://{host}"
    assert made.environment["FETCH_PRIVATE_HOSTS"] == host
    assert made.environment["CATALOGUE_SYNC"] == "full"


@pytest.mark.parametrize(
    ("name", "value", "not_started"),
    [
        ("S3_ENDPOINT_URL", "https://s3.example", "seaweed"),
        ("STORAGE_BACKEND", "local", "seaweed"),
        ("REDIS_URL", "redis://queue.example", "redis"),
        ("BROKER_URL", "redis://queue.example", "redis"),
        ("BROKER_URL", "memory://", "redis"),
        ("TVDB_API_KEY", "a-key", "sample_port"),
        ("TVDB_BASE_URL", "https://mirror.example/v4", "sample_port"),
    ],
)
def test_what_the_environment_gives_is_used_and_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, not_started: str
) -> None:
    monkeypatch.setenv(name, value)
    made = plan(tmp_path)
    started = {part for part in ("seaweed", "redis", "sample_port") if getattr(made, part)}
    assert started == {"seaweed", "redis", "sample_port"} - {not_started}
    assert made.environment[name] == value


def test_one_redis_address_serves_for_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKER_URL", "redis://queue.example")
    assert plan(tmp_path).values["REDIS_URL"] == "redis://queue.example"


def test_without_any_redis_everything_runs_in_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    made = plan(tmp_path)
    assert made.redis is None
    assert made.in_memory
    assert made.values["REDIS_URL"] == ""


def test_the_given_database_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/tv")
    assert plan(tmp_path).environment["DATABASE_URL"] == "postgresql://db.example/tv"


@pytest.mark.parametrize(
    ("host", "reached_at"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123"),
        ("::", "http://[::1]:8123"),
        ("::1", "http://[::1]:8123"),
        ("tv.example", "http://tv.example:8123"),
    ],
)
def test_the_base_url_is_one_that_can_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, reached_at: str
) -> None:
    monkeypatch.setenv("HOST", host)
    assert plan(tmp_path).base_url == reached_at


def test_the_redis_password_is_told_in_the_address_alone(tmp_path: Path) -> None:
    assert "REDIS_PASSWORD" not in plan(tmp_path).environment


def test_our_processes_count_together_each_under_its_own_name(tmp_path: Path) -> None:
    programs = Programs(plan(tmp_path), tmp_path, Commands())
    counting = [programs.web(), *programs.workers(2), *programs.schedulers()]
    told = [program.environment for program in counting]
    assert {each["PROMETHEUS_MULTIPROC_DIR"] for each in told} == {str(tmp_path / "metrics")}
    names = [each["METRICS_NAME"] for each in told]
    assert names == ["web", "worker-1", "worker-2", "scheduler"]
    # Another shell's commands are no part of it.
    assert "METRICS_NAME" not in programs.environment
    assert "METRICS_NAME" not in programs.migration().environment
