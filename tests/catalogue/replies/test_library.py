"""What is answered: our copy, upstream's word, and our copy again when there is no word."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from tests.catalogue.conftest import Upstream
from tests.catalogue.replies.conftest import Counted, MakeLibrary
from tests.house.waiting import eventually
from tvdbproxy.catalogue.replies import marks
from tvdbproxy.catalogue.replies.ages import AGES, DOUBT_SECONDS, Age
from tvdbproxy.catalogue.replies.library import Library, Warned
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import StoredReply
from tvdbproxy.errors import InvalidRequest, UpstreamMissing, UpstreamTimeout, UpstreamUnavailable
from tvdbproxy.upstream.operations import Ageing
from tvdbproxy.upstream.questions import Question, asked

SERIES = 910001
EXTENDED = asked("series_extended", id=SERIES)
NOBODY = asked("series_extended", id=1)
ALWAYS_FIRST = Age(soft=0, hard=0)
ALWAYS_MEANWHILE = Age(soft=0, hard=10**9)


def test_a_question_is_asked_once_and_answered_as_it_came(
    make_library: MakeLibrary, counted: Counted, upstream: Upstream
) -> None:
    library = make_library()
    bodies = [library.find(EXTENDED).held.body for _ in range(3)]
    reply = upstream.client.get(EXTENDED.path)
    assert bodies == [reply.body] * 3
    assert counted.asked == [EXTENDED.path]


def test_it_is_held_for_every_process_and_after_a_restart(
    make_library: MakeLibrary, counted: Counted
) -> None:
    first = make_library().find(EXTENDED)
    assert make_library().find(EXTENDED).held.body == first.held.body
    assert len(counted.asked) == 1


def test_an_ageing_answer_is_given_and_fetched_anew_meanwhile(
    make_library: MakeLibrary, counted: Counted
) -> None:
    library = make_library(ALWAYS_MEANWHILE)
    library.find(EXTENDED)
    counted.gate.clear()
    found = library.find(EXTENDED)
    assert found.warned is Warned.STALE
    eventually(lambda: len(counted.asked) == 2)
    counted.gate.set()
    eventually(lambda: _fetched_at(library) > found.held.times.fetched_at)


def test_a_stale_answer_is_fetched_first(
    make_library: MakeLibrary, counted: Counted, upstream: Upstream
) -> None:
    library = make_library(ALWAYS_FIRST)
    before = json.loads(library.find(EXTENDED).held.body)
    upstream.edit(touch=[["series", SERIES]])
    found = library.find(EXTENDED)
    assert found.warned is None
    assert json.loads(found.held.body)["data"]["lastUpdated"] != before["data"]["lastUpdated"]


@pytest.mark.parametrize("status", [500, 502, 503, 429, 403])
def test_a_stale_answer_is_better_than_an_outage(
    make_library: MakeLibrary, upstream: Upstream, status: int
) -> None:
    library = make_library(ALWAYS_FIRST)
    before = library.find(EXTENDED).held
    upstream.break_down("/v4/", status)
    found = library.find(EXTENDED)
    assert (found.held.body, found.warned) == (before.body, Warned.UNREACHABLE)


def test_without_an_older_answer_an_outage_is_an_outage(
    make_library: MakeLibrary, upstream: Upstream
) -> None:
    upstream.break_down("/v4/", 503)
    with pytest.raises(UpstreamUnavailable):
        make_library().find(EXTENDED)
    upstream.mend()
    assert make_library().find(EXTENDED).warned is None


def test_who_waits_too_long_gets_the_older_answer_and_the_next_one_the_new(
    make_library: MakeLibrary, counted: Counted
) -> None:
    library = make_library(ALWAYS_FIRST, wait_seconds=0.05)
    before = library.find(EXTENDED).held
    counted.gate.clear()
    assert library.find(EXTENDED).warned is Warned.UNREACHABLE
    counted.gate.set()
    eventually(lambda: _fetched_at(library) > before.times.fetched_at)


def test_a_record_that_upstream_does_not_have_is_missing_for_a_while_without_asking(
    make_library: MakeLibrary, counted: Counted
) -> None:
    library = make_library()
    for _ in range(3):
        with pytest.raises(UpstreamMissing, match="NotFoundException"):
            library.find(NOBODY)
    assert len(counted.asked) == 1


def test_an_old_denial_is_not_given_for_an_outage(
    make_library: MakeLibrary, upstream: Upstream, database: Database
) -> None:
    library = make_library()
    with pytest.raises(UpstreamMissing):
        library.find(NOBODY)
    _age(database, NOBODY, AGES[Ageing.DENIAL].hard)
    upstream.break_down("/v4/", 502)
    with pytest.raises(UpstreamUnavailable):
        library.find(NOBODY)


def test_a_record_that_we_hold_is_not_gone_because_upstream_says_so_once(
    make_library: MakeLibrary, upstream: Upstream, counted: Counted, database: Database
) -> None:
    library = make_library(ALWAYS_FIRST)
    before = library.find(EXTENDED).held.body
    upstream.break_down("/v4/series/", 404)
    assert library.find(EXTENDED).held.body == before
    assert library.find(EXTENDED).warned is Warned.STALE
    assert len(counted.asked) == 2  # not again while it is in doubt
    with database.write() as session:
        session.execute(
            update(StoredReply).values(
                doubted_at=datetime.now(UTC) - timedelta(seconds=DOUBT_SECONDS)
            )
        )
    with pytest.raises(UpstreamMissing):
        library.find(EXTENDED)


def test_a_record_that_comes_back_is_not_doubted_any_more(
    make_library: MakeLibrary, upstream: Upstream, database: Database
) -> None:
    library = make_library(ALWAYS_FIRST)
    library.find(EXTENDED)
    upstream.break_down("/v4/series/", 404)
    library.find(EXTENDED)
    upstream.mend()
    with database.write() as session:
        past = datetime.now(UTC) - timedelta(seconds=DOUBT_SECONDS)
        session.execute(update(StoredReply).values(doubted_at=past))
    assert library.find(EXTENDED).warned is None


def test_a_record_that_the_feed_buried_is_gone_at_upstreams_word(
    make_library: MakeLibrary, upstream: Upstream, database: Database
) -> None:
    library = make_library()
    library.find(EXTENDED)
    upstream.edit(delete=[["series", SERIES]])
    with database.write() as session:
        marks.deleted(session, "series", {SERIES: datetime.now(UTC)})
    with pytest.raises(UpstreamMissing):
        library.find(EXTENDED)


def test_the_feeds_word_alone_takes_nothing_away(
    make_library: MakeLibrary, upstream: Upstream, database: Database
) -> None:
    library = make_library()
    before = library.find(EXTENDED).held.body
    with database.write() as session:
        marks.deleted(session, "series", {SERIES: datetime.now(UTC)})
    upstream.break_down("/v4/", 502)
    assert library.find(EXTENDED).held.body == before


def test_what_changes_while_it_is_read_is_read_again(
    make_library: MakeLibrary, counted: Counted, database: Database
) -> None:
    library = make_library()
    counted.gate.clear()
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(library.find, EXTENDED)
        eventually(lambda: counted.asked)
        changed_at = datetime.now(UTC)
        counted.gate.set()
        reading.result()
    with database.write() as session:
        marks.changed(session, "series", {SERIES: changed_at})
    library.find(EXTENDED)
    assert len(counted.asked) == 2


def test_what_upstream_refuses_is_refused_in_its_words(make_library: MakeLibrary) -> None:
    with pytest.raises(InvalidRequest, match="query is required"):
        make_library().find(asked("search"))


def test_a_thousand_who_ask_at_once_are_one_question(
    make_library: MakeLibrary, counted: Counted
) -> None:
    library, other = make_library(), make_library()
    counted.gate.clear()
    with ThreadPoolExecutor(100) as threads:
        asking = [threads.submit(library.find, EXTENDED) for _ in range(50)]
        asking += [threads.submit(other.find, EXTENDED) for _ in range(50)]
        eventually(lambda: counted.asked)
        counted.gate.set()
        assert len({one.result().held.sha256 for one in asking}) == 1
    assert counted.asked == [EXTENDED.path]


def test_a_process_that_died_with_the_question_holds_nobody_up_for_ever(
    make_library: MakeLibrary, counted: Counted, database: Database
) -> None:
    """Its lease runs out, and until then those who wait hear that it takes long."""
    library = make_library()
    counted.gate.clear()
    with ThreadPoolExecutor(1) as threads:
        threads.submit(make_library().find, EXTENDED)
        eventually(lambda: counted.asked)
        with pytest.raises(UpstreamTimeout):
            library.flights.ask(EXTENDED.key, partial(library._fetch, EXTENDED, None), 0.3)
        assert len(counted.asked) == 1
        counted.gate.set()


def test_a_database_that_is_away_is_no_reason_not_to_answer(
    make_library: MakeLibrary, counted: Counted, away: Database
) -> None:
    found = make_library(database=away).find(EXTENDED)
    assert json.loads(found.held.body)["data"]["id"] == SERIES


def _fetched_at(library: Library) -> datetime:
    times = library.times(EXTENDED.key)
    assert times is not None
    return times.fetched_at


def _age(database: Database, question: Question, seconds: float) -> None:
    with database.write() as session:
        session.execute(
            update(StoredReply)
            .where(StoredReply.key == question.key)
            .values(fetched_at=datetime.now(UTC) - timedelta(seconds=seconds + 1))
        )
