"""Since when addresses are what they are: told once for all processes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tvdbproxy.catalogue.replies.rewritten import RewrittenSince
from tvdbproxy.db.database import Database

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def test_a_service_that_begins_has_never_written_other_addresses(database: Database) -> None:
    assert RewrittenSince(database, ("here",))() == EVER
    assert RewrittenSince(database, ("here",))() == EVER


def test_other_settings_count_from_when_they_are_first_seen(database: Database) -> None:
    RewrittenSince(database, ("here",))()
    begun = datetime.now(UTC)
    moved = RewrittenSince(database, ("there",))()
    assert timedelta(seconds=-5) < moved - begun < timedelta(minutes=1)
    assert RewrittenSince(database, ("there",))() == moved
    assert RewrittenSince(database, ("here",))() >= moved


def test_it_is_looked_up_once(database: Database, away: Database) -> None:
    since = RewrittenSince(database, ("here",))
    since()
    since._database = away
    assert since() == EVER


def test_a_database_that_is_away_is_not_asked_by_everybody(away: Database) -> None:
    since = RewrittenSince(away, ("here",))
    assert since() == EVER
    assert since._ask_at > 0
    assert since() == EVER
