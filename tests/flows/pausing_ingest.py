"""A worker that stops at one point of a job until it is told to go on.

Arguments: a folder, and a point: the name of a step, which is done then, or ``record``, where
variants are stored and not yet published. There it makes the file ``reached`` in the folder,
and goes on when there is one called ``go``. Everything else is what ``python -m workers`` runs.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

from tests.house.waiting import eventually
from tvdbproxy.ingest import pipeline
from tvdbproxy.settings import load_settings
from workers.logs import set_up_logs
from workers.run import run_worker

RECORD = "record"


def main(folder: str, point: str) -> None:
    """Work, and stop there once."""
    set_up_logs()
    reached, go = Path(folder) / "reached", Path(folder) / "go"

    def stop() -> None:
        if not reached.exists():
            reached.touch()
            eventually(go.exists)

    def observe(step: Any, work: Any) -> None:
        if step == point:
            stop()

    record = pipeline.record

    def stop_and_record(*arguments: Any) -> None:
        if point == RECORD:
            stop()
        record(*arguments)

    pipeline.record = stop_and_record
    pipeline.run = partial(pipeline.run, observe=observe)
    run_worker(load_settings())


if __name__ == "__main__":
    main(*sys.argv[1:])
