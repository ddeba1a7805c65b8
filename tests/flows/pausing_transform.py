"""Asks for a transform, and stops between the object and its row, to be killed there.

Arguments: the signed address, and a file that is made when it has come so far, with our pid inside.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tvdbproxy.delivery.transforms.kept import Kept
from tvdbproxy.settings import load_settings
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import build


def main(address: str, reached: str) -> None:
    """Everything else is what a web process does."""
    record = Kept.record

    def stop(kept: Kept, key: str, size: int) -> None:
        if kept.kind == "source":
            record(kept, key, size)
            return
        written = Path(reached).with_suffix(".new")
        written.write_text(str(os.getpid()))
        written.rename(reached)
        while True:
            signal.pause()

    Kept.record = stop  # type: ignore[method-assign]
    create_app(build(load_settings())).test_client().get(address)


if __name__ == "__main__":
    main(*sys.argv[1:])
