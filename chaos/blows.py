"""What is done to the stage while it plays, one function a blow."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chaos.stage import Stage

Blow = Callable[[Stage], None]

_A_MOMENT = 1.0
_A_LONG_WHILE = 45.0


@dataclass(frozen=True)
class Plan:
    """How many of each blow fall. One of the restarts of Redis takes 45 s if ``one_long``."""

    worker_kills: int = 10
    redis_restarts: int = 5
    flushes: int = 3
    s3_kills: int = 3
    database_drops: int = 2
    one_long: bool = True

    def order(self, seed: int) -> list[tuple[str, Blow]]:
        """All blows with their names, in an order that the seed decides."""
        chance = random.Random(seed)
        blows = [
            *(
                ("worker killed", _kill_worker(chance.randrange(100)))
                for _ in range(self.worker_kills)
            ),
            *[("Redis restarted", _restart_redis(_A_MOMENT))] * self.redis_restarts,
            *[("queue flushed", _flush)] * self.flushes,
            *[("S3 killed", _kill_s3)] * self.s3_kills,
            *_database_blows(self.database_drops),
        ]
        if self.one_long and self.redis_restarts:
            at = blows.index(next(blow for blow in blows if blow[0] == "Redis restarted"))
            blows[at] = ("Redis away for 45 s", _restart_redis(_A_LONG_WHILE))
        chance.shuffle(blows)
        return blows


def _database_blows(count: int) -> Sequence[tuple[str, Blow]]:
    """In turn: every connection cut, and the server killed and started again."""
    kinds: list[tuple[str, Blow]] = [
        ("database connections cut", lambda stage: stage.cut_database_connections()),
        ("database killed", _kill_database),
    ]
    return [kinds[number % 2] for number in range(count)]


def _kill_worker(number: int) -> Blow:
    def strike(stage: Stage) -> None:
        while not stage.kill_worker(number):
            _let_it_play(stage, 0.1)

    return strike


def _restart_redis(away: float) -> Blow:
    def strike(stage: Stage) -> None:
        stage.redis.kill()
        _let_it_play(stage, away)
        stage.redis.start()

    return strike


def _flush(stage: Stage) -> None:
    stage.flush_queue()


def _kill_s3(stage: Stage) -> None:
    stage.s3.kill()
    _let_it_play(stage, _A_MOMENT)
    stage.s3.start()


def _kill_database(stage: Stage) -> None:
    stage.postgres.kill()
    _let_it_play(stage, _A_MOMENT)
    stage.postgres.start()


def _let_it_play(stage: Stage, seconds: float) -> None:
    """The play goes on, and so does whoever starts again what has died."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        stage.supervisor.revive()
        time.sleep(0.05)
