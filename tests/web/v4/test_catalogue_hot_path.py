"""Answers out of memory, in front of the application, to whom they belong."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import request
from werkzeug.test import TestResponse

from tests.web.v4.conftest import Door
from tvdbproxy.access import keys
from tvdbproxy.catalogue.replies import marks

SERIES = 910001
EXTENDED = f"/v4/series/{SERIES}/extended"


@pytest.fixture
def routed(door: Door) -> list[str]:
    """Paths that reached the application."""
    app = door.client.application
    seen: list[str] = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: seen.append(request.path))
    return seen


def ask(door: Door, times: int = 2, **headers: str) -> list[TestResponse]:
    return [door.get(EXTENDED, **headers) for _ in range(times)]


def test_the_second_answer_does_not_reach_the_application(door: Door, routed: list[str]) -> None:
    first, second, third = ask(door, 3)
    assert routed == [EXTENDED]
    assert first.data == second.data == third.data
    assert _headers(first) == _headers(second)
    assert second.headers["Age"].isdigit()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("encoding", ["gzip, deflate", "identity"])
def test_every_form_of_it_is_the_applications(
    door: Door, routed: list[str], method: str, encoding: str
) -> None:
    headers = {**door.headers, "Accept-Encoding": encoding}
    door.client.get(EXTENDED, headers=headers)
    routed.clear()
    hot = door.client.open(EXTENDED, method=method, headers=headers)
    assert routed == []
    cold = door.client.open(f"{EXTENDED}?x=1", method=method, headers=headers)
    assert (hot.status_code, hot.data, _headers(hot)) == (200, cold.data, _headers(cold))
    if method == "GET" and "gzip" in encoding:
        assert json.loads(gzip.decompress(hot.data))["data"]["id"] == SERIES


def test_an_unchanged_answer_is_said_to_be_so(door: Door, routed: list[str]) -> None:
    etag = ask(door)[0].headers["ETag"]
    routed.clear()
    unchanged = door.get(EXTENDED, If_None_Match=etag)
    assert (unchanged.status_code, unchanged.data, routed) == (304, b"", [])
    assert unchanged.headers["ETag"] == etag
    assert "Content-Length" not in unchanged.headers
    assert door.get(EXTENDED, If_None_Match='"other"').status_code == 200
    assert routed == [EXTENDED]


@pytest.mark.parametrize(
    "headers",
    [
        {"If_Modified_Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
        {"Range": "bytes=0-9"},
        {"If_Match": '"x"'},
        {"Accept_Encoding": "x" * 1000},
    ],
)
def test_what_takes_more_than_a_comparison_is_the_applications(
    door: Door, routed: list[str], headers: dict[str, str]
) -> None:
    ask(door)
    routed.clear()
    door.get(EXTENDED, **headers)
    assert routed == [EXTENDED]


def test_pages_of_all_origins_get_the_same_answer_unless_some_are_named(
    make_door: Callable[..., Door],
) -> None:
    for origins, allowed in (("*", "*"), ("https://a.example", "https://a.example")):
        door = make_door(cors_origins=(origins,))
        for origin in ("https://a.example", "https://b.example", "https://a.example"):
            given = door.get(EXTENDED, Origin=origin).headers.get("Access-Control-Allow-Origin")
            assert given == (allowed if allowed in ("*", origin) else None)


def test_a_weak_etag_costs_one_of_the_limit_and_not_two(door: Door) -> None:
    headers = door.token(rate_limit="4/minute")
    etag = door.client.get(EXTENDED, headers=headers).headers["ETag"]
    weak = {**headers, "If-None-Match": f"W/{etag}"}
    statuses = [door.client.get(EXTENDED, headers=weak).status_code for _ in range(4)]
    assert statuses == [304, 304, 304, 429]


def test_nobody_gets_another_ones_answer(door: Door) -> None:
    mirrored = ask(door)[1]
    other = door.token(image_rewrite="off")
    for _ in range(2):
        assert door.client.get(EXTENDED, headers=other).data != mirrored.data
    for headers in ({}, {"Authorization": "Bearer x.y.z"}):
        assert door.client.get(EXTENDED, headers=headers).status_code == 401


def test_a_revoked_key_is_refused_at_once(door: Door) -> None:
    headers, key_id = _token_and_id(door)
    for _ in range(2):
        assert door.client.get(EXTENDED, headers=headers).status_code == 200
    with door.services.database.write() as session:
        keys.revoke(session, key_id)
    door.services.doorkeeper.changed(key_id)
    assert door.client.get(EXTENDED, headers=headers).status_code == 401


def test_a_key_that_is_changed_gets_its_new_answers_at_once(door: Door) -> None:
    headers, key_id = _token_and_id(door)
    before = [door.client.get(EXTENDED, headers=headers).data for _ in range(2)]
    path = f"/api/v1/admin/api-keys/{key_id}"
    admin = {"X-API-Key": "the-admin-key"}
    assert door.client.patch(path, headers=admin, json={"image_rewrite": "off"}).status_code == 200
    assert door.client.get(EXTENDED, headers=headers).data not in before


def test_its_rate_limit_counts_every_answer(door: Door) -> None:
    headers = door.token(rate_limit="4/minute")
    statuses = [door.client.get(EXTENDED, headers=headers).status_code for _ in range(6)]
    assert statuses == [200] * 4 + [429] * 2


def test_answers_are_counted_as_the_applications_are(door: Door) -> None:
    ask(door, 3)
    assert _counted(door) == 3


def test_a_change_in_the_feed_is_seen_within_seconds(
    door: Door, routed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door.services.answers.memory, "_look_seconds", 0)
    before = ask(door)[1].data
    door.edit(touch=[["series", SERIES]])
    with door.services.database.write() as session:
        marks.changed(session, "series", {SERIES: datetime.now(UTC)})
    assert door.get(EXTENDED).data != before


def test_an_answer_that_is_only_a_stopgap_is_not_remembered(
    make_door: Callable[..., Door],
) -> None:
    door = make_door(catalogue_ages='{"record": [0, 0]}', catalogue_wait_seconds=1)
    ask(door)
    door.fault("/v4/", "status", status=503)
    assert all("Warning" in answer.headers for answer in ask(door, 3))


def test_few_answers_are_remembered_and_the_others_still_given(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    hot = door.client.application.wsgi_app
    monkeypatch.setattr(hot, "_most", 3)
    for number in range(8):
        assert door.get(f"{EXTENDED}?x={number}").status_code == 200
    assert len(hot._kept) <= 3  # type: ignore[attr-defined]


def _headers(answer: TestResponse) -> dict[str, str]:
    told = {name.lower(): value for name, value in answer.headers.items()}
    told.pop("x-request-id", None)  # of each request that the application sees
    return {name: value for name, value in told.items() if name not in ("age", "date")}


def _token_and_id(door: Door) -> tuple[dict[str, str], str]:
    headers = door.token()
    return headers, door.services.doorkeeper.caller(headers["Authorization"]).key_id


def _counted(door: Door) -> Any:
    route = 'route="/v4/series/<id>/extended"'
    lines = door.client.get("/metrics").text.splitlines()
    counts = [line for line in lines if "requests_total" in line and route in line]
    return sum(float(line.rpartition(" ")[2]) for line in counts)
