"""A stack of stand-ins as a process: `run_standin_stack.py DATA_DIR PORT WORKERS`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tvdbproxy.embedded.programs import Commands
from tvdbproxy.embedded.stack import StackOptions, run_stack

STANDIN = (sys.executable, str(Path(__file__).with_name("standin.py")))


def main() -> int:
    data_dir, port, workers = sys.argv[1:]
    options = StackOptions(
        Path(data_dir), port=int(os.environ.get("RUN_ON_PORT", port)), workers=int(workers)
    )
    return run_stack(options, Commands(tvdbproxy=STANDIN, sample=STANDIN))


if __name__ == "__main__":
    sys.exit(main())
