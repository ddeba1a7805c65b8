"""How much memory a worker has after two hundred pictures, and its child of them.

Run `python benchmarks/worker_memory.py [pictures]`. The sample's pictures, from the message in
Redis to the variants in S3, by one worker of two threads and two children.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select, update

from benchmarks._process import family, memory_mb
from chaos.stage import Stage
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Artwork, ArtworkState
from tvdbproxy.embedded.process import Process

TITLES = 300
_SERIES = range(910001 + 24, 910001 + 160)  # invented ones, whose pictures have nothing odd
_PATIENCE_SECONDS = 600
_GLANCE_SECONDS = 0.2


def main(pictures: int) -> None:
    table = Table(title="resident memory, megabytes")
    for column in ("after", "the worker", "its highest", "its children, each"):
        table.add_column(column, justify="right")
    settings = {"CATALOGUE_SYNC": "held"}
    with (
        tempfile.TemporaryDirectory() as folder,
        Stage(Path(folder), titles=TITLES, settings=settings) as stage,
    ):
        waiting = _bring(stage, pictures)
        worker = stage.start_worker()
        try:
            table.add_row("0 pictures", *_memory(worker))
            half = len(waiting) // 2
            for done, part in ((half, waiting[:half]), (len(waiting), waiting[half:])):
                _make(stage, part)
                table.add_row(f"{done} pictures", *_memory(worker))
        finally:
            worker.stop()
    Console(width=100).print(table)


def _bring(stage: Stage, pictures: int) -> list[int]:
    """So many pictures, known but not made."""
    for number in _SERIES:
        stage.fetch("series", number)
        with stage.services.database.read() as session:
            found = list(session.scalars(select(Artwork.id).order_by(Artwork.id)))
        if len(found) >= pictures:
            break
    return found[:pictures]


def _make(stage: Stage, pictures: list[int]) -> None:
    with stage.services.database.write() as session:
        mine = update(Artwork).where(Artwork.id.in_(pictures))
        session.execute(mine.values(state=ArtworkState.PENDING, due_at=now(session), sent_at=None))
    for number in pictures:
        stage.services.queue.send("process_artwork", number)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _unfinished(stage, pictures):
        if time.monotonic() > deadline:
            raise SystemExit(f"{_unfinished(stage, pictures)} pictures were never made")
        time.sleep(_GLANCE_SECONDS)


def _unfinished(stage: Stage, pictures: list[int]) -> int:
    busy = (ArtworkState.PENDING, ArtworkState.PROCESSING)
    mine = select(func.count()).where(Artwork.id.in_(pictures), Artwork.state.in_(busy))
    with stage.services.database.read() as session:
        return session.scalar(mine) or 0


def _memory(worker: Process) -> tuple[str, str, str]:
    members = list(family(worker.pid))
    own = max(members, key=lambda pid: memory_mb(pid) * (not _is_child(pid)))
    children = sorted(memory_mb(pid) for pid in members if _is_child(pid))
    return (
        str(memory_mb(own)),
        str(memory_mb(own, "VmHWM")),
        ", ".join(map(str, children)) or "none yet",
    )


def _is_child(pid: int) -> bool:
    return b"tvdbproxy.imaging.child" in Path(f"/proc/{pid}/cmdline").read_bytes()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
