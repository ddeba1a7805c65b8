"""The feed of changes: typed, tolerant of single records, honest about its reach."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.upstream.updates import CURSOR_TOO_OLD, Change, change_of, changes_since

ROW = {
    "recordType": "",
    "recordId": 63900001,
    "methodInt": 2,
    "method": "update",
    "extraInfo": "",
    "userId": 0,
    "timeStamp": 1700000000,
    "entityType": "artwork",
}
CHANGE = Change("artwork", 63900001, "update", 1700000000)


@pytest.mark.parametrize(
    ("changed", "change"),
    [
        ({}, CHANGE),
        ({"method": ""}, CHANGE),
        ({"unheardOf": 1}, CHANGE),
        ({"seriesId": 0, "mergeToId": 0, "mergeToEntityType": ""}, CHANGE),
        (
            {"entityType": "episodes", "seriesId": 910001},
            Change("episodes", 63900001, "update", 1700000000, series_id=910001),
        ),
        (
            {"method": "delete", "mergeToId": 7, "mergeToEntityType": "series"},
            Change("artwork", 63900001, "delete", 1700000000, None, 7, "series"),
        ),
        (
            {"method": "delete", "mergeToId": 7, "mergeToType": "series"},
            Change("artwork", 63900001, "delete", 1700000000, None, 7, "series"),
        ),
    ],
)
def test_a_record_is_read_as_a_change(changed: dict[str, object], change: Change) -> None:
    assert change_of({**ROW, **changed}) == change


@pytest.mark.parametrize(
    "row",
    [
        None,
        [],
        "row",
        {},
        {**ROW, "recordId": 0},
        {**ROW, "recordId": "63900001"},
        {**ROW, "recordId": True},
        {**ROW, "recordId": 1.5},
        {**ROW, "entityType": None},
        {**ROW, "entityType": ""},
        {**ROW, "timeStamp": None},
        {**ROW, "method": "explode"},
        {**ROW, "method": None, "methodInt": 9},
        {**ROW, "method": None, "methodInt": []},
    ],
)
def test_a_record_without_the_essentials_is_none(row: object) -> None:
    assert change_of(row) is None


def test_pages_of_changes_come_in_order_and_can_be_resumed(tvdb, client, success) -> None:
    content = [[ROW, {"broken": True}], [{**ROW, "recordId": 2}]]
    tvdb.records["/updates"] = lambda query: success(
        content[int(query["page"])], next="more" if query["page"] == "0" else None
    )

    read = list(changes_since(client, 1699990000))

    assert [(page.number, page.unreadable, page.next) for page in read] == [(0, 1, 1), (1, 0, None)]
    assert [change.record_id for page in read for change in page.changes] == [63900001, 2]
    assert tvdb.asked[0] == ("/updates", {"since": "1699990000", "page": "0"})
    assert [page.number for page in changes_since(client, 1699990000, start=1)] == [1]


def test_nothing_new_is_no_page(tvdb, client, success) -> None:
    tvdb.records["/updates"] = success([], next=None, page_size=0)

    assert list(changes_since(client, 1699990000)) == []


def test_a_moment_before_the_feeds_beginning_has_its_own_code(tvdb, client, failure) -> None:
    words = "InvalidValueType: since greater than 3 months ago"
    tvdb.records["/updates"] = failure(400, words)

    with pytest.raises(InvalidRequest) as raised:
        list(changes_since(client, 1))

    assert raised.value.code == CURSOR_TOO_OLD
    assert raised.value.detail == words


def test_another_refusal_keeps_its_code(tvdb, client, failure) -> None:
    tvdb.records["/updates"] = failure(400, "InvalidValueType: since must be a number")

    with pytest.raises(InvalidRequest) as raised:
        list(changes_since(client, 1))

    assert raised.value.code == "upstream_refused_request"
