"""Every test that proves a row of the catalogue, and what became of each row."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from chaos.recorder import FILE
from chaos.rows import ROWS

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Drilled:
    """One row: how many tests prove it, and which of them failed."""

    row: str
    passed: int
    failed: tuple[str, ...]

    @property
    def survived(self) -> bool:
        """At least one proof, and nothing against it. What was only skipped is not proven."""
        return self.passed > 0 and not self.failed


def drills() -> list[Drilled]:
    """Run them all, in the suite's own way; a row each, in the catalogue's order."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        record = Path(folder) / "record.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "chaos.recorder", "-m", "proves"]
        environment = {**os.environ, FILE: str(record)}
        subprocess.run(command, cwd=CHECKOUT, env=environment, check=False)
        outcomes = json.loads(record.read_text()) if record.exists() else {}
    return [_drilled(row, outcomes.get(row, {})) for row in ROWS]


def _drilled(row: str, outcomes: dict[str, list[str]]) -> Drilled:
    return Drilled(row, len(outcomes.get("passed", ())), tuple(outcomes.get("failed", ())))
