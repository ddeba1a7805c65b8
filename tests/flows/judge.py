"""What must be true of every picture when the dust has settled."""

from __future__ import annotations

from chaos.judge import judge
from tests.flows.conftest import World


def nothing_is_amiss(world: World) -> None:
    """Every row's objects exist and are what the row says, and no claim is left."""
    verdict = judge(world.database, world.services.stores)
    assert verdict.clean, verdict
