"""A small catalogue brought home while every server is struck; ``make chaos`` has the large one.

It takes half a minute, because real servers come and go under it.
"""

from __future__ import annotations

import pytest

from chaos.blows import Plan
from chaos.campaign import campaign


@pytest.mark.timeout(400)
@pytest.mark.usefixtures("clean_environment")
def test_a_catalogue_comes_home_whole_while_everything_is_struck() -> None:
    plan = Plan(
        worker_kills=2, redis_restarts=1, flushes=1, s3_kills=1, database_drops=2, one_long=False
    )
    told: list[str] = []

    outcome = campaign(
        titles=3,
        pictures=40,
        plan=plan,
        seed=3,
        settings={"LEASE_SECONDS": "3", "RECONCILE_SECONDS": "1"},
        say=told.append,
    )

    assert sum(outcome.blows.values()) == 7, told
    verdict = outcome.verdict
    assert outcome.survived, (verdict, outcome.seen)
    assert verdict.stored >= 40
    assert set(verdict.refused) <= {"missing_upstream"}
    assert outcome.seen["whole"]
