"""The whole system as ``make up`` starts it, one for all workers, for what only reads and adds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.shared import Facts, shared_server
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.start import start_and_wait

NEEDS_THE_STACK = pytest.mark.timeout(1000)
"""For tests that may have to wait for its start on a busy machine."""


@dataclass(frozen=True)
class WholeStack:
    """Where it answers, and its data directory, which has ``env``."""

    base_url: str
    data_dir: Path


@pytest.fixture(scope="session")
def whole_stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> WholeStack:
    """``tvdbproxy up``, ready to be used, once it knows all titles of the sample catalogue."""
    facts = shared_server(request, tmp_path_factory, "stack", _start)
    return WholeStack(facts["base_url"], Path(facts["data_dir"]))


def _start(folder: Path) -> tuple[Facts, Callable[[], None]]:
    port, data, log = FreePorts().one(), folder / "data", folder / "up.log"
    process = start_and_wait(
        Program(
            name="up",
            argv=(
                sys.executable, "-m", "tvdbproxy", "up",
                "--port", str(port), "--data-dir", str(data),
            ),
            log=log,
            is_ready=lambda: " 40 of 40 titles" in log.read_text(),
            ready_seconds=300,
            stop_seconds=120,
        )
    )  # fmt: skip
    return {"base_url": f"http://127.0.0.1:{port}", "data_dir": str(data)}, process.stop
