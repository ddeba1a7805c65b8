"""Asks the mirror for a path, and stops between the object and its row, to be killed there.

Arguments: the path, and a file that is made when it has come so far, with our pid inside.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tvdbproxy.delivery import mirrored
from tvdbproxy.settings import load_settings
from tvdbproxy.wiring import build


def main(path: str, reached: str) -> None:
    """Everything else is what a web process does."""

    def stop(*_: object, **__: object) -> None:
        written = Path(reached).with_suffix(".new")
        written.write_text(str(os.getpid()))
        written.rename(reached)
        while True:
            signal.pause()

    mirrored.record = stop
    build(load_settings()).mirror.answer(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
