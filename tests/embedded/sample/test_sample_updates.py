"""The feed of changes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Upstream


def test_updates_of_an_unknown_action_are_none_on_a_page_of_none(upstream: Upstream) -> None:
    upstream.edit(touch=[["series", 910001]])
    answer = upstream.get(f"/v4/updates?since={int(time.time()) - 60}&action=polish")
    assert (answer.status, answer.data) == (200, [])
    assert answer.document["links"]["page_size"] == 0


def test_updates_tell_of_every_kind_method_and_merger(upstream: Upstream) -> None:
    since = int(time.time()) - 86_400
    edited = upstream.edit(
        touch=[["companies", 77], ["lists", 8001], ["awards", 101], ["seriespeople", 64990002],
               ["seasons", 1990001]],
        delete=[["seasons", 1990001], ["movies", 360002]],
        create=[["movies", 360002]],
        announce=[
            {"entityType": "translatedserierk", "recordId": 5, "timeStamp": since + 1},
            {"entityType": "series", "recordId": 7, "method": "delete", "mergeToId": 360001,
             "mergeToEntityType": "movies"},
        ],
    )  # fmt: skip
    assert edited.status == 200
    lines = upstream.data(f"/updates?since={since}")
    assert (lines[0]["entityType"], lines[0]["timeStamp"]) == ("translatedserierk", since + 1)
    seen = {(line["entityType"], line["method"], line["methodInt"]) for line in lines}
    assert seen >= {
        ("companies", "update", 2), ("lists", "update", 2), ("awards", "update", 2),
        ("seriespeople", "update", 2), ("movies", "delete", 3), ("movies", "create", 1),
    }  # fmt: skip
    seasons = {line["method"]: line for line in lines if line["entityType"] == "seasons"}
    assert "seriesId" not in seasons["update"]
    assert seasons["delete"]["seriesId"] == 910001
    merged = lines[-1]
    assert (merged["mergeToId"], merged["mergeToEntityType"]) == (360001, "movies")
    assert upstream.get("/v4/movies/360002").status == 200


def test_updates_come_in_pages(upstream: Upstream) -> None:
    since = int(time.time()) - 60
    lines = [{"entityType": "artwork", "recordId": n} for n in range(1, 502)]
    upstream.edit(announce=lines)
    first = upstream.get(f"/v4/updates?since={since}&type=artwork&action=update")
    second = upstream.get(f"/v4/updates?since={since}&page=1")
    assert (len(first.data), len(second.data)) == (500, 1)
    links = first.document["links"]
    assert (links["total_items"], links["page_size"]) == (501, 500)
    assert f"since={since}&type=artwork&action=update&page=1" in links["next"]
