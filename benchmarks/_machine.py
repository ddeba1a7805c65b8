"""The machine that figures come from, in one line: they mean little without it."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path


def machine() -> str:
    """Date, processor, cores and Python."""
    words = [
        f"{datetime.now(UTC):%Y-%m-%d}",
        _processor(),
        f"{os.cpu_count()} cores",
        f"Python {platform.python_version()}",
    ]
    return ", ".join(words)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()
