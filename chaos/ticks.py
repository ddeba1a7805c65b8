"""Two schedulers on one database: how often is each tick made?"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from chaos.stage import Stage
from tvdbproxy.embedded.program import Program

_SECONDS = 1.0


@dataclass(frozen=True)
class Ticks:
    """``due`` of them have passed, and so many messages were sent."""

    due: int
    sent: int


def ticks(due: int = 10) -> Ticks:
    """Let two scheduler processes run for ``due`` ticks of the reconciler; nobody works."""
    settings = {"RECONCILE_SECONDS": str(_SECONDS)}
    with (
        tempfile.TemporaryDirectory(prefix="chaos-") as folder,
        Stage(Path(folder), titles=1, settings=settings) as stage,
    ):
        stage.supervisor.start(*(_scheduler(stage, name) for name in ("one", "two")))
        with redis.Redis.from_url(stage.settings.broker) as client:
            while not _sent(client):
                time.sleep(0.01)
            time.sleep(_SECONDS * (due - 0.5))  # the first tick has just been made
            return Ticks(due, _sent(client))


def _scheduler(stage: Stage, name: str) -> Program:
    return Program(
        name=name,
        argv=(sys.executable, "-m", "workers.scheduler"),
        log=stage.folder / "logs" / f"{name}.log",
        environment=stage.environment,
    )


def _sent(client: redis.Redis) -> int:
    messages = client.hvals("dramatiq:control.msgs")
    return sum(json.loads(message)["actor_name"] == "reconcile" for message in messages)
