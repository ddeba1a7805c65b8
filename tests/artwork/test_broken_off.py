"""Runs that die, are overtaken, or come too late."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.artwork.judge import all_of_one_revision
from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, change, due_again, hang, variants
from tvdbproxy.artwork import feed, pipeline
from tvdbproxy.artwork.pipeline import Result, Stage, run
from tvdbproxy.artwork.plan import plan
from tvdbproxy.artwork.record import record
from tvdbproxy.errors import Unavailable
from tvdbproxy.wiring import Services


def test_a_row_that_moved_on_is_not_overwritten(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)

    def meanwhile(stage: Stage, work: object) -> None:
        if stage is Stage.STORE:
            change(services.database, claim="somebody else")

    ended = run(services.kitchen, 11, observe=meanwhile)

    assert ended.result == Result.LATER
    assert ended.error is not None
    assert ended.error.code == "superseded"
    assert variants(services.database) == {}
    assert artwork(services.database).claim == "somebody else"


def test_objects_of_a_run_that_died_are_not_taken_for_those_of_the_row(
    services: Services, artwork_host: ArtworkHost
) -> None:
    """Upstream went forth and back while nobody looked: 304, but the objects are others."""
    artwork_host.show(PATH, poster(1))
    hang(services.database)
    run(services.kitchen, 11)
    artwork_host.show(PATH, poster(2))
    due_again(services.database)

    class Killed(BaseException):
        pass

    def die(stage: Stage, work: object) -> None:
        if stage is Stage.STORE:
            raise Killed

    with pytest.raises(Killed):
        run(services.kitchen, 11, observe=die)
    artwork_host.show(PATH, poster(1))
    due_again(services.database, lease_until=None)

    run(services.kitchen, 11)

    all_of_one_revision(services)


def test_a_lease_that_ran_out_while_rendering_stops_the_run_before_it_stores(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)

    def meanwhile(stage: Stage, work: object) -> None:
        if stage is Stage.PROCESS:
            change(services.database, claim="the next worker")

    ended = run(services.kitchen, 11, observe=meanwhile)

    assert ended.error is not None
    assert ended.error.code == "superseded"
    assert list(services.stores.thumbnails.list()) == []


@pytest.mark.proves("F17")
def test_a_commit_whose_answer_was_lost_costs_a_second_run_and_no_mixture(
    services: Services, artwork_host: ArtworkHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is recorded, and the connection breaks before we hear of it."""
    artwork_host.show(PATH, poster())
    hang(services.database)
    recorded: list[object] = []

    def record_and_lose_the_answer(*given: Any, **named: Any) -> list[str]:
        recorded.append(record(*given, **named))
        raise Unavailable("The connection is gone.", code="database_unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "record", record_and_lose_the_answer)
        patch.setattr("tvdbproxy.db.again._PAUSE_SECONDS", 0)
        assert run(services.kitchen, 11).result == Result.LATER
    assert len(recorded) == 1
    all_of_one_revision(services)

    assert run(services.kitchen, 11).result == Result.STORED

    all_of_one_revision(services)
    row = artwork(services.database)
    assert (row.state, row.forced, row.attempts) == ("ready", False, 0)


def test_a_picture_at_which_workers_keep_dying_is_set_aside(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    for _ in range(3):
        plan_and_die(services)

    assert run(services.kitchen, 11).result == Result.NOTHING

    row = artwork(services.database)
    assert (row.state, row.error_code, row.due_at) == ("failed", "worker_crashed", None)
    assert row.error_message


def plan_and_die(services: Services) -> None:
    """What a worker leaves that was killed right after its claim."""
    short = replace(services.kitchen, lease_seconds=1e-6)
    assert plan(short.database, short.recipe, 11, lease_seconds=1e-6, most=3) is not None


def test_a_run_that_is_overtaken_again_and_again_is_no_death(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)

    def overtaken(stage: Stage, work: object) -> None:
        if stage is Stage.PROCESS:
            with services.database.write() as session:
                feed.mark_damaged(session, [11], sent=False)

    for _ in range(services.kitchen.max_deliveries + 1):
        assert run(services.kitchen, 11, observe=overtaken).result == Result.LATER
    row = artwork(services.database)
    assert (row.state, row.attempts) == ("pending", 0)
    assert run(services.kitchen, 11).result == Result.STORED
