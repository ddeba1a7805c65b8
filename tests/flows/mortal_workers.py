"""Worker processes of which there are always so many, however often one is killed.

Argument: how many. They are forked from a process that has imported all there is, so that the
next one is there at once; everything else is what ``python -m workers`` runs.
"""

from __future__ import annotations

import os
import sys

from tvdbproxy.settings import load_settings
from workers.logs import set_up_logs
from workers.run import run_worker


def main(count: str) -> None:
    """Start them, and one for each that ends, until all are ended together."""
    set_up_logs()
    for _ in range(int(count)):
        start()
    while True:
        os.wait()
        start()


def start() -> None:
    """One more worker."""
    if os.fork() == 0:
        run_worker(load_settings())
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
