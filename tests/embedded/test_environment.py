"""The environment of the stack and the file that another shell reads."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from tvdbproxy.embedded.environment import (
    ALWAYS_PUBLISHED,
    given_values,
    without_proxy_for_ourselves,
    write_environment_file,
)
from tvdbproxy.settings import load_settings


def test_what_a_shell_starts_reads_back_every_character(tmp_path: Path) -> None:
    awkward = "a b'c\"d$e`f\\g#h;i&j"
    write_environment_file(tmp_path / "env", {"TVDB_PIN": awkward}, {})
    told = subprocess.run(
        ["sh", "-c", f". {tmp_path / 'env'}; exec printenv TVDB_PIN"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.removesuffix("\n") == awkward


def test_the_file_names_everything_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "env"
    path.write_text("old")
    path.chmod(0o644)
    write_environment_file(path, {"CDN_BASE_URL": "http://cdn.example"}, {"REDIS_URL": "redis://q"})
    lines = path.read_text().splitlines()
    names = [line.partition("=")[0].removeprefix("export ") for line in lines]
    assert names == [*ALWAYS_PUBLISHED, "CDN_BASE_URL"]
    assert "export REDIS_URL=redis://q" in lines
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_what_was_said_counts_as_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TVDB_ARTWORK_HOSTS", "http://one.example,http://two.example")
    monkeypatch.setenv("S3_ENDPOINT_URL", "")
    given = given_values(load_settings(port=8123))
    assert given["TVDB_ARTWORK_HOSTS"] == "http://one.example,http://two.example"
    assert given["PORT"] == "8123"
    assert "S3_ENDPOINT_URL" not in given
    assert "S3_REGION" not in given


def test_a_proxy_is_kept_away_from_this_machine_alone() -> None:
    values = without_proxy_for_ourselves({"no_proxy": "intranet.example, localhost"})
    assert values["NO_PROXY"] == values["no_proxy"] == "intranet.example,localhost,127.0.0.1,::1"
