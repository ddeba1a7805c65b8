"""When an answer is good enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tvdbproxy.catalogue.replies.ages import AGES, Age, State, Times, read_ages, state_of
from tvdbproxy.errors import ConfigurationError
from tvdbproxy.upstream.operations import Ageing

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
AGE = Age(soft=3600, hard=7 * 86400)


def at(**ago: float) -> datetime:
    return NOON - timedelta(**ago)


def state(fetched_at: datetime, **heard: datetime) -> State:
    return state_of(Times(fetched_at, **heard), AGE, NOON)


def test_an_answer_is_fresh_then_ages_and_goes_stale() -> None:
    assert state(at(minutes=59)) is State.FRESH
    assert state(at(minutes=60)) is State.AGEING
    assert state(at(days=6.9)) is State.AGEING
    assert state(at(days=7)) is State.STALE


@pytest.mark.parametrize("kind", ["changed_at", "deleted_at"])
def test_what_the_feed_tells_makes_older_answers_stale(kind: str) -> None:
    assert state(at(minutes=10), **{kind: at(minutes=5)}) is State.STALE
    assert state(at(minutes=5), **{kind: at(minutes=5)}) is State.STALE


def test_after_a_change_there_is_another_look_and_another() -> None:
    change = at(minutes=20)
    assert state(at(minutes=19), changed_at=change) is State.AGEING  # 2 and 15 minutes after it
    assert state(at(minutes=10), changed_at=change) is State.AGEING  # 15 minutes after it
    assert state(at(minutes=4), changed_at=change) is State.FRESH
    day_ago = at(hours=24, minutes=1)
    assert state(at(minutes=59), changed_at=day_ago) is State.AGEING
    assert state(at(seconds=59), changed_at=day_ago) is State.FRESH


def test_a_doubted_record_is_given_for_a_while_and_then_asked_for() -> None:
    assert state(at(days=30), doubted_at=at(minutes=14)) is State.FRESH
    assert state(at(minutes=1), doubted_at=at(minutes=15)) is State.STALE


def test_an_answer_of_the_future_was_fetched_by_a_wrong_clock() -> None:
    assert state(at(seconds=-30)) is State.FRESH
    assert state(at(minutes=-2)) is State.STALE


def test_ages_can_be_set_by_kind() -> None:
    ages = read_ages('{"record": [10, 20], "search": [0, 0]}')
    assert (ages[Ageing.RECORD], ages[Ageing.SEARCH]) == (Age(10, 20), Age(0, 0))
    assert ages[Ageing.TABLE] == AGES[Ageing.TABLE]
    assert read_ages("") == AGES
    assert set(AGES) == set(Ageing)


@pytest.mark.parametrize(
    "text",
    ["x", "[]", "3", '{"nothing": [1, 2]}', '{"record": [2, 1]}', '{"record": [1]}',
     '{"record": 5}', '{"record": [-1, 5]}', '{"record": ["a", "b"]}'],
)  # fmt: skip
def test_ages_that_are_none_are_named_with_an_example(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"CATALOGUE_AGES=.*write soft and hard ages"):
        read_ages(text)
