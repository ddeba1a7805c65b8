"""The units are what systemd takes, and run commands of ours."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handbook import commands
from tests.house.processes import CHECKOUT
from tests.servers.absent import absent
from tvdbproxy.web.serving import server
from workers.run import STOP_MILLISECONDS

FOLDER = CHECKOUT / "deploy/systemd"
UNITS = sorted(file.name for file in FOLDER.iterdir())
SERVICES = [name for name in UNITS if name.endswith(".service")]
PROGRAM = "/opt/tvdbproxy/bin/tvdbproxy"


def values(name: str, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", (FOLDER / name).read_text(), re.M)


def test_systemd_has_nothing_to_say_about_them(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        absent("install systemd")
    installed = str(Path(sys.executable).with_name("tvdbproxy"))
    for name in UNITS:
        text = (FOLDER / name).read_text()
        (tmp_path / name).write_text(text.replace(PROGRAM, installed))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_commands_of_ours(name: str) -> None:
    started = values(name, "ExecStart")
    assert started
    for line in started:
        program, _, words = line.partition(" ")
        assert (program, words in commands.names()) == (PROGRAM, True)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_reads_its_settings_and_writes_where_it_may(name: str) -> None:
    # Not by EnvironmentFile: a reload reads `.env` again, and its own environment never.
    assert values(name, "WorkingDirectory") == ["/etc/tvdbproxy"]
    assert values(name, "EnvironmentFile") == []
    assert values(name, "StateDirectory") == ["tvdbproxy"]
    assert values(name, "ProtectSystem") == ["strict"]
    assert values(name, "User") == ["tvdbproxy"]


def test_reloading_is_the_signal_that_drops_no_request() -> None:
    assert values("tvdbproxy-web.service", "ExecReload") == ["/bin/kill -HUP $MAINPID"]


@pytest.mark.parametrize("name", ["tvdbproxy-web.service", "tvdbproxy-worker@.service"])
def test_who_is_asked_to_stop_has_the_time_that_it_takes(name: str) -> None:
    (given,) = values(name, "TimeoutStopSec")
    assert int(given) > max(server._STOP_SECONDS, STOP_MILLISECONDS / 1000)


def test_the_target_wants_all_that_has_to_run() -> None:
    wanted = set(" ".join(values("tvdbproxy.target", "Wants")).replace("@1.", "@.").split())
    assert wanted == set(SERVICES) - {"tvdbproxy-migrate.service"}
