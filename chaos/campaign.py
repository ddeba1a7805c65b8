"""A whole catalogue brought home while everything is struck, again and again."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from chaos.blows import Plan
from chaos.judge import Verdict, judge, settled, stored
from chaos.stage import Stage
from chaos.visitor import Visitor
from tvdbproxy.errors import TvdbProxyError

_GLANCE_SECONDS = 0.2
_WORKERS = 2
# A picture is lost if it has not come to an end by then, after the last blow.
_PATIENCE_SECONDS = 600.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What fell, what was seen meanwhile, and what was left of it."""

    verdict: Verdict
    blows: Mapping[str, int]
    seen: Mapping[str, int]
    seconds: float

    @property
    def survived(self) -> bool:
        """Nothing is amiss or undone, and no visitor has seen anything wrong."""
        done = self.verdict.clean and not self.verdict.unfinished
        return done and not self.seen.get("wrong", 0)


def campaign(
    *, titles: int, pictures: int, plan: Plan, seed: int, settings: Mapping[str, str], say: Say
) -> Outcome:
    """Sync ``titles`` (of about ``pictures`` pictures) under the blows of ``plan``, which are
    spread over the time in which pictures are made."""
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="chaos-") as folder,
        Stage(Path(folder), titles=titles, settings=settings) as stage,
    ):
        stage.raise_curtain(_WORKERS)
        _wait(stage, stage.answers)
        with Visitor(stage.base_url, stage.services.database) as visitor:
            blows = _strike(stage, plan, seed, pictures, say)
            _wait(stage, lambda: settled(stage.services.database))
        verdict = judge(stage.services.database, stage.services.stores)
        return Outcome(verdict, blows, dict(visitor.seen), time.monotonic() - begun)


def _strike(stage: Stage, plan: Plan, seed: int, pictures: int, say: Say) -> dict[str, int]:
    """Each blow when its share of the pictures is stored."""
    order = plan.order(seed)
    fallen: Counter[str] = Counter()
    for number, (name, blow) in enumerate(order, 1):
        due = pictures * number // (len(order) + 2)
        _wait(stage, partial(_has_stored, stage, due))
        say(f"{due:5} pictures stored: {name}")
        blow(stage)
        fallen[name] += 1
    return dict(fallen)


def _has_stored(stage: Stage, due: int) -> bool:
    return stored(stage.services.database) >= due


def _wait(stage: Stage, come: Callable[[], bool]) -> None:
    """Until it is so, or patience ends; what died is started again meanwhile."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        stage.supervisor.revive()
        try:
            if come():
                return
        except TvdbProxyError:  # the database has just been struck
            stage.supervisor.revive()
        time.sleep(_GLANCE_SECONDS)
