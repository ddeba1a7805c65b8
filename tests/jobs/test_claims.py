"""Claims: one winner, for a time, and every delivery counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import update

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Artwork, Refresh
from tvdbproxy.jobs import claims

AddArtwork = Callable[..., None]
FIRST = Artwork.id == 1


def test_fifty_race_for_a_row_and_one_wins(database: Database, add_artwork: AddArtwork) -> None:
    add_artwork(1)
    start = Barrier(50)
    winners: list[str] = []

    def race() -> None:
        claim = claims.new_claim()
        start.wait()
        with database.write() as session:
            if claims.take(session, Artwork, FIRST, claim, 60):
                winners.append(claim)

    threads = [Thread(target=race) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = _row(database)
    assert winners == [row.claim]
    assert row.attempts == 1


def test_a_row_that_is_claimed_is_nobody_elses(database: Database, add_artwork: AddArtwork) -> None:
    add_artwork(1)
    assert _take(database, "a")
    assert not _take(database, "b")
    assert _row(database).claim == "a"


def test_a_lease_that_ran_out_is_free_and_the_delivery_counts(
    database: Database, add_artwork: AddArtwork
) -> None:
    add_artwork(1)
    assert _take(database, "a", seconds=-1)
    assert _take(database, "b")
    row = _row(database)
    assert (row.claim, row.attempts) == ("b", 2)


@pytest.mark.parametrize("due_in", [None, 60])
def test_what_is_not_due_cannot_be_claimed(
    database: Database, add_artwork: AddArtwork, due_in: float | None
) -> None:
    add_artwork(1, due_in=due_in)
    assert not _take(database, "a")
    assert _row(database).attempts == 0


def test_only_the_holder_extends_a_lease(database: Database, add_artwork: AddArtwork) -> None:
    add_artwork(1)
    _take(database, "a", seconds=-1)
    with database.write() as session:
        assert not claims.extend(session, Artwork, FIRST, "b", 60)
        assert claims.extend(session, Artwork, FIRST, "a", 60)
    assert not _take(database, "b")


def test_no_two_claims_are_the_same() -> None:
    assert len({claims.new_claim() for _ in range(1000)}) == 1000


def test_what_is_due_is_sent_once(database: Database, add_artwork: AddArtwork) -> None:
    add_artwork(1, 2)
    assert _unsent(database) == [1, 2]
    assert _unsent(database) == []


def test_a_message_that_must_be_lost_is_sent_again(
    database: Database, add_artwork: AddArtwork
) -> None:
    add_artwork(1)
    assert _unsent(database) == [1]
    with database.write() as session:
        session.execute(update(Artwork).values(sent_at=now(session) - timedelta(seconds=61)))
    assert _unsent(database) == [1]


def test_what_somebody_works_on_is_not_sent(database: Database, add_artwork: AddArtwork) -> None:
    add_artwork(1, 2)
    _take(database, "a")
    assert _unsent(database) == [2]


def test_the_longest_due_are_sent_first_and_no_more_than_wanted(
    database: Database, add_artwork: AddArtwork
) -> None:
    add_artwork(1, due_in=-5)
    add_artwork(2, due_in=-50)
    add_artwork(3, due_in=-10)
    assert _unsent(database, limit=2) == [2, 3]
    assert _unsent(database, limit=2) == [1]


def test_only_rows_that_match_are_sent(database: Database, add_artwork: AddArtwork) -> None:
    add_artwork(1, state="failed")
    add_artwork(2, state="pending")
    assert _unsent(database, where=[Artwork.state == "failed"]) == [1]


def test_rows_with_a_key_of_several_columns_are_sent(database: Database) -> None:
    with database.write() as session:
        due = now(session) - timedelta(seconds=1)
        session.add(Refresh(content_type="series", content_id=1, due_at=due))
        session.add(Refresh(content_type="movie", content_id=1, due_at=due))
    columns = [Refresh.content_type, Refresh.content_id]
    with database.write() as session:
        rows = claims.unsent(session, Refresh, columns, resend_after=60, limit=9)
        assert {tuple(row) for row in rows} == {("series", 1), ("movie", 1)}
    with database.write() as session:
        assert claims.unsent(session, Refresh, columns, resend_after=60, limit=9) == []


def _take(database: Database, claim: str, seconds: float = 60) -> bool:
    with database.write() as session:
        return claims.take(session, Artwork, FIRST, claim, seconds)


def _unsent(database: Database, limit: int = 10, **conditions: Any) -> list[int]:
    with database.write() as session:
        rows = claims.unsent(
            session, Artwork, [Artwork.id], resend_after=60, limit=limit, **conditions
        )
    return [row.id for row in rows]


def _row(database: Database) -> Artwork:
    with database.read() as session:
        return session.get_one(Artwork, 1)
