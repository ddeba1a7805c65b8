"""How long a picture waits after the worker that was at it is killed, with default settings."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update

from chaos.stage import CHECKOUT, Stage
from tvdbproxy.artwork.pipeline import Stage as PipelineStage
from tvdbproxy.db.models import Artwork, ArtworkState
from tvdbproxy.embedded.program import Program

_FIRST_SERIES = 910001
_PAUSING = CHECKOUT / "tests/flows/pausing_worker.py"
_PATIENCE_SECONDS = 300.0
_GLANCE_SECONDS = 0.1
# Every stage before the last: after that one there is nothing to recover.
_STAGES = [stage for stage in PipelineStage if stage is not PipelineStage.RECORD]


@dataclass(frozen=True)
class Recovery:
    """Seconds from the kill to the stored picture, one for each kill, and the stage of each."""

    seconds: tuple[float, ...]
    stages: tuple[str, ...]


def recovery(kills: int = 10) -> Recovery:
    """Kill ``kills`` workers, each in the middle of a picture, while another one is idle."""
    with (
        tempfile.TemporaryDirectory(prefix="chaos-") as folder,
        Stage(Path(folder), titles=2, settings={"CATALOGUE_SYNC": "held"}) as stage,
    ):
        pictures = _bring(stage, kills)
        reached = Path(folder) / "reached"
        reached.mkdir()
        stages = [_STAGES[number % len(_STAGES)] for number in range(kills)]
        stage.supervisor.start(_victims(stage, reached, stages))
        for picture in pictures:
            stage.services.queue.send("process_artwork", picture)
        victims = _wait_for(reached, kills)
        stage.raise_curtain(workers=1)
        begun = time.monotonic()
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        return Recovery(_finished(stage, pictures, begun), tuple(stages))


def _bring(stage: Stage, count: int) -> list[int]:
    """Bring a title in; all of its pictures but ``count`` are not due."""
    stage.fetch("series", _FIRST_SERIES)
    with stage.services.database.write() as session:
        found = list(session.scalars(select(Artwork.id).order_by(Artwork.id)))
        session.execute(
            update(Artwork)
            .where(Artwork.id.not_in(found[:count]))
            .values(due_at=None, state=ArtworkState.FAILED)
        )
    return found[:count]


def _victims(stage: Stage, reached: Path, stages: Sequence[PipelineStage]) -> Program:
    return Program(
        name="victims",
        argv=(sys.executable, str(_PAUSING), str(reached), *stages),
        log=stage.folder / "logs" / "victims.log",
        # One message each, so that none waits behind a worker that has stopped.
        environment=stage.environment | {"WORKER_THREADS": "1", "dramatiq_queue_prefetch": "1"},
    )


def _wait_for(reached: Path, count: int) -> list[int]:
    """The processes that have come to their stages."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        files = [file for file in reached.iterdir() if file.suffix != ".new"]
        if len(files) == count:
            return [int(file.read_text()) for file in files]
        time.sleep(_GLANCE_SECONDS)
    raise SystemExit(f"only {len(files)} of {count} workers came to a picture")


def _finished(stage: Stage, pictures: list[int], begun: float) -> tuple[float, ...]:
    """Seconds until each picture was stored; infinite for one that never was."""
    took: dict[int, float] = {}
    until = begun + _PATIENCE_SECONDS
    while len(took) < len(pictures) and time.monotonic() < until:
        with stage.services.database.read() as session:
            ready = session.scalars(
                select(Artwork.id).where(
                    Artwork.id.in_(pictures), Artwork.state == ArtworkState.READY
                )
            ).all()
        for number in ready:
            took.setdefault(number, time.monotonic() - begun)
        time.sleep(_GLANCE_SECONDS)
    return tuple(took.get(number, float("inf")) for number in pictures)
