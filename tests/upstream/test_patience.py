"""What is worth asking again, how often, and for how long."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import (
    InvalidRequest,
    UpstreamBad,
    UpstreamLimited,
    UpstreamMissing,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from tvdbproxy.upstream.patience import Patience


class Question:
    """Fails with the given errors in turn, then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return "answer"


@pytest.mark.parametrize(
    "error",
    [
        UpstreamUnavailable("down"),
        UpstreamTimeout("slow"),
        UpstreamBad("half", code="upstream_truncated"),
    ],
)
def test_no_answer_or_half_of_one_is_worth_asking_again(error: Exception) -> None:
    question, pauses = Question(error, error), []

    assert Patience(sleep=pauses.append).ask(question) == "answer"
    assert question.asked == 3
    assert 0.5 <= pauses[0] <= 0.75
    assert 1 <= pauses[1] <= 1.5


@pytest.mark.parametrize(
    "error",
    [
        UpstreamLimited("slow down", retry_after=1),
        UpstreamBad("odd"),
        UpstreamMissing("none"),
        InvalidRequest("no"),
        UpstreamUnavailable("open", code="upstream_circuit_open", retry_after=1),
    ],
)
def test_a_clear_answer_is_not_asked_for_again(error: Exception) -> None:
    question, pauses = Question(error), []

    with pytest.raises(type(error)):
        Patience(sleep=pauses.append).ask(question)

    assert (question.asked, pauses) == (1, [])


def test_the_last_error_is_the_answer_when_attempts_are_used_up() -> None:
    errors = [UpstreamUnavailable("1"), UpstreamTimeout("2"), UpstreamUnavailable("3")]

    with pytest.raises(UpstreamUnavailable, match="3"):
        Patience(attempts=3, sleep=lambda _: None).ask(Question(*errors))


def test_upstreams_own_wish_lengthens_a_pause() -> None:
    pauses = []

    Patience(sleep=pauses.append).ask(Question(UpstreamUnavailable("busy", retry_after=7)))

    assert 7 <= pauses[0] <= 10.5


def test_a_pause_that_would_take_too_long_is_not_begun() -> None:
    question, pauses = Question(UpstreamUnavailable("busy", retry_after=600)), []

    with pytest.raises(UpstreamUnavailable):
        Patience(sleep=pauses.append).ask(question)

    assert (question.asked, pauses) == (1, [])


def test_one_attempt_is_one_attempt() -> None:
    question = Question(UpstreamUnavailable("down"))

    with pytest.raises(UpstreamUnavailable):
        Patience(attempts=1).ask(question)

    assert question.asked == 1
