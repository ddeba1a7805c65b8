"""``tvdbproxy doctor`` as people, programs and gates see it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.house.processes import CHECKOUT
from tvdbproxy.cli.main import group
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.embedded.sample import start_sample
from tvdbproxy.jobs import leases
from tvdbproxy.ops.doctor.examine import NAMES
from tvdbproxy.wiring import Services


@pytest.fixture
def _well(services: Services, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A small house where nothing has failed, and one thing is to be warned of."""
    sample = start_sample(titles=1)
    for name, value in default_values(services.settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TVDB_BASE_URL", sample.base_url)
    monkeypatch.setenv("FETCH_PRIVATE_HOSTS", sample.base_url.split("/")[2])
    with services.database.write() as session:
        leases.acquire(session, "tick:reconcile", "clock", 60)
    yield
    sample.stop()


def _doctor(*words: str) -> Result:
    return CliRunner().invoke(group, ["doctor", *words], prog_name="tvdbproxy")


@pytest.mark.usefixtures("_well")
def test_warnings_are_no_failure_unless_one_is_strict() -> None:
    ended = _doctor()
    assert ended.exit_code == 0
    assert re.search(
        r"^warning +configuration.secrets +ADMIN_API_KEY has 13 letters", ended.output, re.M
    )
    assert "-> Make another, as `openssl rand -hex 32` does" in ended.output
    assert re.fullmatch(r"doctor: \d+ ok, 1 warning, \d+ skipped", ended.output.splitlines()[-1])
    assert _doctor("--strict").exit_code == 1


@pytest.mark.usefixtures("_well")
def test_programs_are_told_in_json() -> None:
    for words in (("--format", "json"), ("--json",)):
        told = json.loads(_doctor(*words).stdout)
        assert told["well"] is True
        assert told["summary"]["failed"] == 0
        assert {"name", "status", "seen", "remedy"} == set(told["findings"][0])


@pytest.mark.usefixtures("clean_environment")
def test_it_says_all_that_is_wrong_with_settings_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "abc")
    monkeypatch.setenv("IMAGE_QUALITY", "0")
    ended = _doctor("--json")
    told = json.loads(ended.stdout)
    assert ended.exit_code == 1
    assert [finding["name"] for finding in told["findings"]] == ["configuration"] * 2


@pytest.mark.usefixtures("clean_environment")
def test_what_has_failed_exits_1(
    redis_server: RunningRedis, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    monkeypatch.setenv("STORAGE_BACKEND", "local")
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    ended = _doctor()
    assert ended.exit_code == 1
    assert "-> Run `tvdbproxy migrate`." in ended.output


def test_the_document_has_every_finding_and_what_is_well() -> None:
    page = Path(CHECKOUT, "docs/doctor.md").read_text()
    rows = dict(re.findall(r"^\| `([a-z0-9.]+)` \| ([A-Z][^|]*?) \| [^|]+ \|$", page, re.M))
    assert rows == NAMES
