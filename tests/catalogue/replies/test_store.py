"""Answers in the database, and marks on them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tvdbproxy.catalogue.replies import marks, store
from tvdbproxy.catalogue.replies.ages import Times
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import StoredReply
from tvdbproxy.upstream.envelope import Reply
from tvdbproxy.upstream.operations import Ageing
from tvdbproxy.upstream.questions import Question, asked

SERIES = asked("series_extended", id=1)
NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def reply(data: Any = None, **more: Any) -> Reply:
    document = {"status": "success", "data": data if data is not None else {"id": 1}, **more}
    body = json.dumps(document, indent=1).encode()
    return Reply(document["data"], None, None, body)


def keep(database: Database, question: Question, said: Reply, at: datetime = NOW) -> store.Held:
    with database.write() as session:
        return store.keep(session, question, said, at)


def read(database: Database, question: Question = SERIES) -> store.Held:
    with database.read() as session:
        held = store.read(session, question.key)
    assert held is not None
    return held


@pytest.mark.parametrize(
    "text", ['{"status":"success","data":null}', '{ "data" : "\\u00e9\\/" ,"status":"success"}\n']
)
def test_an_answer_is_kept_byte_for_byte(database: Database, text: str) -> None:
    keep(database, SERIES, Reply(None, None, None, text.encode()))
    assert read(database).body == text.encode()


def test_what_is_returned_is_what_is_read(database: Database) -> None:
    kept = keep(database, SERIES, reply({"id": 1, "lastUpdated": "2024-05-06 07:08:09"}))
    assert read(database) == kept
    assert kept.last_modified == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize("told", ["", None, "yesterday", 7, "2024-13-01 00:00:00"])
def test_a_record_that_does_not_say_when_changed_when_it_was_fetched(
    database: Database, told: object
) -> None:
    assert keep(database, SERIES, reply({"lastUpdated": told})).last_modified == NOW


def test_an_older_answer_does_not_replace_a_newer_one(database: Database) -> None:
    newer = keep(database, SERIES, reply({"id": 1, "name": "new"}), NOW)
    assert keep(database, SERIES, reply({"id": 1, "name": "old"}), NOW - MINUTE) == newer
    assert read(database) == newer


def test_a_change_that_the_records_own_time_does_not_tell_moves_last_modified(
    database: Database,
) -> None:
    at = {"lastUpdated": "2024-01-01 00:00:00"}
    first = keep(database, SERIES, reply({"id": 1, **at}), NOW - HOUR)
    same = keep(database, SERIES, reply({"id": 1, **at}), NOW)
    other = keep(database, SERIES, reply({"id": 2, **at}), NOW + HOUR)
    assert same.last_modified == first.last_modified
    assert other.last_modified >= NOW


def test_a_slugs_answer_tells_whose_it_is(database: Database) -> None:
    question = asked("series_slug", slug="glass-harbour")
    keep(database, question, reply({"id": 910001}), NOW - HOUR)
    with database.write() as session:
        marks.changed(session, "series", {910001: NOW})
    assert read(database, question).times.changed_at == NOW


def test_a_change_marks_all_answers_of_the_record_and_no_others(database: Database) -> None:
    concerned = [SERIES, asked("series", id=1), asked("series_episodes", id=1, season_type="dvd")]
    others = [asked("series", id=2), asked("movie", id=1), asked("genres")]
    for question in concerned + others:
        keep(database, question, reply(), NOW - HOUR)
    with database.write() as session:
        marks.changed(session, "series", {1: NOW, 7: NOW})
    assert [read(database, question).times.changed_at for question in concerned] == [NOW] * 3
    assert [read(database, question).times.changed_at for question in others] == [None] * 3


def test_an_older_change_does_not_hide_a_newer_one(database: Database) -> None:
    keep(database, SERIES, reply(), NOW - HOUR)
    for moment in (NOW, NOW - HOUR, NOW):
        with database.write() as session:
            marks.changed(session, "series", {1: moment})
    assert read(database).times == Times(NOW - HOUR, NOW)


def test_a_fetched_answer_keeps_the_change_and_forgets_death_and_doubt(database: Database) -> None:
    keep(database, SERIES, reply(), NOW - 2 * HOUR)
    with database.write() as session:
        marks.changed(session, "series", {1: NOW - HOUR})
        marks.deleted(session, "series", {1: NOW - HOUR})
    keep(database, SERIES, reply(), NOW)
    assert read(database).times == Times(NOW, NOW - HOUR)


def test_another_whole_record_makes_its_other_answers_stale(database: Database) -> None:
    other = asked("series", id=1)
    keep(database, other, reply(), NOW - HOUR)
    for data in ({"id": 1}, {"id": 1}, {"id": 1, "name": "else"}):
        assert read(database, other).times.changed_at is None
        with database.write() as session:
            store.keep_record(session, SERIES, reply(data), NOW)
            session.commit()
    changed_at = read(database, other).times.changed_at
    assert changed_at is not None
    assert changed_at < NOW  # so that the record itself is fresh


def test_a_question_that_is_too_long_is_not_kept(database: Database) -> None:
    question = asked("search", {"query": "ä" * 500})
    keep(database, question, reply([]))
    with database.read() as session:
        assert store.read(session, question.key) is None


def test_a_page_past_the_end_is_kept_like_what_clients_make_up(database: Database) -> None:
    for question, data in [
        (asked("series_list", {"page": "7"}), []),
        (asked("series_episodes", {"page": "7"}, id=1, season_type="dvd"), {"episodes": []}),
    ]:
        keep(database, question, reply(data))
        assert read(database, question).ageing is Ageing.PART
    keep(database, asked("series_list"), reply([]))
    assert read(database, asked("series_list")).ageing is Ageing.LIST


def test_an_answer_of_a_clock_that_was_ahead_does_not_hold_back_others(database: Database) -> None:
    keep(database, SERIES, reply({"id": 1, "name": "ahead"}), NOW + 400 * 24 * HOUR)
    kept = keep(database, SERIES, reply({"id": 1, "name": "now"}), NOW)
    assert read(database) == kept
    assert b"now" in kept.body


def test_every_ageing_has_a_place_in_the_table() -> None:
    width = StoredReply.__table__.c.ageing.type.length
    assert all(len(ageing) <= width for ageing in Ageing)
