"""What a line of the feed means for the answers that are held."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from tvdbproxy.catalogue.replies import store
from tvdbproxy.catalogue.replies.ages import Times
from tvdbproxy.catalogue.replies.changes import note
from tvdbproxy.db.database import Database
from tvdbproxy.upstream.envelope import Reply
from tvdbproxy.upstream.questions import Question, asked
from tvdbproxy.upstream.updates import Change

AT = int(time.time()) - 60
MOMENT = datetime.fromtimestamp(AT + 1, UTC)
SERIES, EPISODE = asked("series_extended", id=1), asked("episode", id=2)
ARTWORK, PERSON, GENRES = asked("artwork", id=3), asked("person", id=4), asked("genres")
LIST, CHARACTER = asked("list", id=5), asked("character", id=6)
ALL = [SERIES, EPISODE, ARTWORK, PERSON, GENRES, LIST, CHARACTER]


@pytest.fixture(autouse=True)
def _held(database: Database) -> None:
    with database.write() as session:
        for question in ALL:
            reply = Reply({"id": 1}, None, None, b'{"status":"success","data":{"id":1}}')
            store.keep(session, question, reply, MOMENT - timedelta(hours=1))


def changed(database: Database, *changes: Change, **owners: tuple[str, int]) -> list[Question]:
    with database.write() as session:
        note(session, changes, {int(name[1:]): owner for name, owner in owners.items()})
    return [question for question in ALL if _times(database, question).changed_at == MOMENT]


def test_a_record_that_changed_is_asked_for_again_and_no_other(database: Database) -> None:
    assert changed(database, Change("people", 4, "update", AT)) == [PERSON]


def test_an_episode_takes_its_series_along(database: Database) -> None:
    found = changed(database, Change("episodes", 2, "create", AT, series_id=1))
    assert found == [SERIES, EPISODE]


def test_an_artwork_takes_the_title_along_whose_it_is(database: Database) -> None:
    assert changed(database, Change("artwork", 3, "update", AT)) == [ARTWORK]
    assert changed(database, Change("artwork", 3, "update", AT), _3=("series", 1)) == [
        SERIES, ARTWORK,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entity", "number", "question"),
    [("translatedserierk", 1, SERIES), ("translatedlists", 5, LIST),
     ("translatedcharacters", 6, CHARACTER), ("genres", 77, GENRES)],
)  # fmt: skip
def test_translations_and_rows_of_tables_are_those_of_their_records(
    database: Database, entity: str, number: int, question: Question
) -> None:
    assert changed(database, Change(entity, number, "update", AT)) == [question]


def test_a_deletion_marks_the_record_as_gone_and_its_heir_as_changed(database: Database) -> None:
    merge = Change("lists", 5, "delete", AT, merge_to_id=1, merge_to_type="series")
    assert changed(database, merge) == [SERIES]
    assert _times(database, LIST).deleted_at == MOMENT


def test_a_deleted_translation_deletes_no_record(database: Database) -> None:
    assert changed(database, Change("translatedserierk", 1, "delete", AT)) == [SERIES]
    assert _times(database, SERIES).deleted_at is None


def test_numbers_that_cannot_be_upstreams_are_passed_over(database: Database) -> None:
    huge = Change("series", 10**30, "update", AT, series_id=2**63, merge_to_id=10**20)
    assert changed(database, huge) == []


def _times(database: Database, question: Question) -> Times:
    with database.read() as session:
        found = store.read_times(session, question.key)
    assert found is not None
    return found
