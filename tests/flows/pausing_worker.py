"""Workers that stop at one stage each, to be killed there.

Arguments: a folder, and stages. For each stage one process is forked, which touches a file
(its number and the stage in the name, its pid inside) when it has come so far. Everything
else is what ``python -m workers`` runs.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from pathlib import Path

from tvdbproxy.artwork import pipeline
from tvdbproxy.artwork.pipeline import Stage
from tvdbproxy.artwork.work import Work
from tvdbproxy.settings import load_settings
from workers.logs import set_up_logs
from workers.run import run_worker


def main(folder: str, *stages: str) -> None:
    """Fork before anything is built, and wait to be ended with all of them."""
    set_up_logs()
    for number, stage in enumerate(stages):
        if os.fork() == 0:
            work(stage, Path(folder) / f"reached-{number}-{stage}")
    signal.pause()


def work(stage: str, reached: Path) -> None:
    """Work, until ``stage`` of any picture is done."""

    def observe(done: Stage, work: Work) -> None:
        if done == stage:
            written = reached.with_suffix(".new")
            written.write_text(str(os.getpid()))
            written.rename(reached)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            while True:
                signal.sigwait({signal.SIGUSR2})

    pipeline.run = partial(pipeline.run, observe=observe)
    run_worker(load_settings())


if __name__ == "__main__":
    main(*sys.argv[1:])
