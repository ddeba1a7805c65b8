"""``make bench``: every benchmark in turn, with the machine named first."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> int:
    """Run those that were named, or all of them; the worst exit code."""
    names = sys.argv[1:] or sorted(p.stem for p in FOLDER.glob("[a-z]*.py"))
    print(f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    worst = 0
    for name in names:
        print(f"\n== {name}", flush=True)
        script = FOLDER / f"{name}.py"
        worst = max(worst, subprocess.run([sys.executable, script], check=False).returncode)
    return worst


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


if __name__ == "__main__":
    sys.exit(main())
