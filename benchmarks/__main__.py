"""``make bench``: every benchmark in turn, with the machine named first."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks._machine import machine

FOLDER = Path(__file__).parent


def main() -> int:
    """Run those that were named, or all of them; the worst exit code."""
    names = sys.argv[1:] or sorted(p.stem for p in FOLDER.glob("[a-z]*.py"))
    print(machine())
    worst = 0
    for name in names:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        script = FOLDER / f"{name}.py"
        worst = max(worst, subprocess.run([sys.executable, script], check=False).returncode)
        print(f"   {time.monotonic() - began:.0f} s")
    return worst


if __name__ == "__main__":
    sys.exit(main())
