"""Keys, PINs and tokens over the wire: renewed once, however many threads need it."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from tvdbproxy.errors import UpstreamBad, UpstreamDenied


def test_one_login_serves_all_questions(tvdb, client, success) -> None:
    tvdb.records["/x"] = success(1)

    for _ in range(5):
        client.get("/x")

    assert tvdb.logins == [{"apikey": "key"}]


def test_a_pin_is_sent_where_there_is_one(tvdb, connect, success) -> None:
    tvdb.records["/x"] = success(1)

    connect("pinned", "1234").get("/x")

    assert tvdb.logins == [{"apikey": "pinned", "pin": "1234"}]


@pytest.mark.parametrize(("key", "pin"), [("wrong", ""), ("wrong", "1"), ("pinned", "")])
def test_a_key_that_is_refused_is_named_and_not_tried_on_and_on(tvdb, connect, key, pin) -> None:
    client = connect(key, pin)

    for _ in range(5):
        with pytest.raises(UpstreamDenied, match="TVDB_API_KEY and TVDB_PIN") as raised:
            client.get("/x")
        assert raised.value.code == "upstream_key_refused"

    assert len(tvdb.logins) == 1
    assert tvdb.asked == []


def test_without_a_key_nothing_is_asked(tvdb, connect) -> None:
    with pytest.raises(UpstreamDenied, match="set TVDB_API_KEY") as raised:
        connect("").get("/x")

    assert raised.value.code == "upstream_key_missing"
    assert tvdb.logins == []


@pytest.mark.parametrize(
    "data", [None, {}, {"token": None}, {"token": ""}, {"token": "a\r\nb"}, {"token": "ä"}, []]
)
def test_a_login_without_a_usable_token_is_bad(tvdb, client, success, data) -> None:
    tvdb.login_troubles = [success(data)]

    with pytest.raises(UpstreamBad):
        client.get("/x")


def test_a_login_in_a_passing_trouble_is_tried_again(tvdb, client, success) -> None:
    tvdb.records["/x"] = success(1)
    tvdb.login_troubles = [(502, b"<html>"), (502, b"<html>")]

    assert client.get("/x").data == 1


def test_a_token_that_ended_is_renewed_and_the_question_repeated(tvdb, client, success) -> None:
    tvdb.records["/x"] = success(1)
    client.get("/x")
    tvdb.expire_tokens()

    assert client.get("/x").data == 1
    assert len(tvdb.logins) == 2


def test_a_token_that_is_refused_at_its_first_use_is_renewed(
    tvdb, client, success, failure
) -> None:
    tvdb.records["/x"] = success(1)
    tvdb.troubles = [failure(401, "Unauthorized")]

    assert client.get("/x").data == 1
    assert len(tvdb.logins) == 2


@pytest.mark.proves("F23")
def test_a_second_refusal_is_final_and_does_not_cost_a_login_each_time(
    tvdb, client, failure
) -> None:
    tvdb.records["/x"] = failure(401, "Unauthorized")

    for _ in range(5):
        with pytest.raises(UpstreamDenied):
            client.get("/x")

    assert len(tvdb.logins) == 2


@pytest.mark.proves("F54")
def test_fifty_threads_whose_token_ended_log_in_once(tvdb, client, success) -> None:
    tvdb.records["/x"] = success(1)
    client.get("/x")
    tvdb.expire_tokens()

    assert _together(50, lambda: client.get("/x").data) == [1] * 50
    assert len(tvdb.logins) == 2


def test_fifty_threads_with_a_wrong_key_log_in_once(tvdb, connect) -> None:
    client = connect("wrong")

    outcomes = _together(50, lambda: client.get("/x"))

    assert {type(outcome) for outcome in outcomes} == {UpstreamDenied}
    assert len(tvdb.logins) == 1


def _together(number: int, work) -> list[object]:
    """What each of many threads got, which begin at the same moment."""
    start, outcomes = Barrier(number), []

    def run() -> None:
        start.wait()
        try:
            outcomes.append(work())
        except UpstreamDenied as error:
            outcomes.append(error)

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
