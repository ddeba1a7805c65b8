"""What is forgotten, and what stays for the day when upstream does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from tvdbproxy.catalogue.replies import store
from tvdbproxy.catalogue.replies.ages import AGES
from tvdbproxy.catalogue.replies.prune import prune
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import StoredReply
from tvdbproxy.upstream.envelope import Reply
from tvdbproxy.upstream.questions import Question, asked

NOW = datetime.now(UTC).replace(microsecond=0)
OLD = NOW - timedelta(days=400)
BODY = b'{"status":"success","data":{"id":1}}'

LASTING = [
    asked("series_extended", id=1),
    asked("series_list"),
    asked("genres"),
    asked("series_episodes", id=1, season_type="default"),
]
PASSING = [
    asked("search", {"query": "x"}),
    asked("updates", {"since": "7"}),
    asked("series_artworks", {"lang": "eng"}, id=1),
    asked("series_episodes", {"airDate": "2020-01-01"}, id=1, season_type="default"),
]


def keep(database: Database, question: Question, at: datetime) -> None:
    with database.write() as session:
        store.keep(session, question, Reply({"id": 1}, None, None, BODY), at)


def held(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(StoredReply.key)))


def test_records_and_lists_stay_and_what_clients_make_up_goes(database: Database) -> None:
    for question in LASTING + PASSING:
        keep(database, question, OLD)
    assert prune(database, AGES) == len(PASSING)
    assert held(database) == {question.key for question in LASTING}


def test_what_is_not_too_old_stays(database: Database) -> None:
    for question in PASSING:
        keep(database, question, NOW - timedelta(hours=1))
    assert prune(database, AGES) == 0


def test_denials_go_as_soon_as_they_are_over(database: Database) -> None:
    with database.write() as session:
        store.deny(session, asked("series", id=5), "no", NOW - timedelta(minutes=11))
        store.deny(session, asked("series", id=6), "no", NOW)
    assert prune(database, AGES) == 1
    assert held(database) == {"/series/6"}


def test_of_too_many_the_oldest_go(database: Database) -> None:
    for age in range(9):
        question = asked("search", {"query": str(age)})
        keep(database, question, NOW - timedelta(minutes=age))
    keep(database, LASTING[0], OLD)
    assert prune(database, AGES, most=4) == 5
    kept = {f"/search?query={age}" for age in range(4)}
    assert held(database) == kept | {LASTING[0].key}


def test_more_than_go_at_a_time_all_go(database: Database) -> None:
    with database.write() as session:
        for number in range(1, 1202):
            store.deny(session, asked("series", id=number), "no", OLD)
    assert prune(database, AGES) == 1201
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(StoredReply)) == 0
