"""Whatever upstream answers instead of its API: what we hold is given, what we do not is an outage.

Never does trouble look like a record that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.flows.conftest import World
from tests.house.catalogue import Reader, age, reader, replies, says_so
from tvdbproxy.db.database import Database
from tvdbproxy.wiring import build

HELD = "/v4/series/910001/extended"
COLD = "/v4/series/910002/extended"
WEEK = 7 * 86400
# Faults that are over when we give up.
ENDLESS = ("drip", "hang")


@dataclass(frozen=True)
class Case:
    """A fault, the status for who asks for what we do not hold, and how long to wait for it."""

    status: int
    kind: str
    waits: range | None = None
    params: dict[str, Any] = field(default_factory=dict)
    match: str = "/v4/series"


def answers(
    status: int, told: int, waits: range | None = None, match: str = "/v4/series", **params: Any
) -> Case:
    return Case(told, "status", waits, {"status": status, **params}, match)


def limited(retry_after: str | None, waits: range) -> Case:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return answers(429, 503, waits, headers=headers)


def says(told: int, document: Any, status: int = 200) -> Case:
    return Case(told, "json", None, {"document": document, "status": status})


IN_HALF_AN_HOUR = "in half an hour"
CASES = {
    "500": answers(500, 503),
    "502 with a page": answers(502, 503, body="html"),
    "503 with seconds": answers(503, 503, range(100, 121), headers={"Retry-After": "120"}),
    "504": answers(504, 503),
    "401 for every token": answers(401, 502),
    "403": answers(403, 502),
    "404 with a page": answers(404, 502, body="html"),
    "404 without a word": answers(404, 502, body=""),
    "404 of a gateway": says(502, {"message": "Not Found"}, 404),
    "410": answers(410, 502),
    "418": answers(418, 502),
    "400 with a page": answers(400, 502, body="html"),
    "429 with seconds": limited("120", range(100, 121)),
    "429 with a fraction": limited("90.5", range(80, 92)),
    "429 with a date": limited(IN_HALF_AN_HOUR, range(1500, 1801)),
    "429 with less than nothing": limited("-5", range(1, 2)),
    "429 for ever": limited("99999999", range(3500, 3601)),
    "429 with a word": limited("later", range(1, 11)),
    "429 without a word": limited(None, range(1, 11)),
    "a page with 200": Case(502, "html"),
    "nothing with 200": Case(502, "empty"),
    "a list": says(502, [1, 2]),
    "a word": says(502, "fine"),
    "no envelope": says(502, {"id": 910002}),
    "a failure with 200": says(502, {"status": "failure", "message": "no", "data": None}),
    "half a body": Case(502, "truncate"),
    "half a body of no length": Case(502, "short"),
    "a length that lies": Case(502, "lying_length"),
    "a drip": Case(503, "drip", params={"ms": 50}),
    "silence": Case(503, "hang"),
    "a connection that ends": Case(503, "close"),
    "a connection that is torn down": Case(503, "reset"),
    "gzip that was not asked for": Case(502, "gzip_bomb", params={"megabytes": 5}),
    "more than anybody can want": Case(502, "chunked_endless", params={"gigabytes": 0.1}),
    "round and round": Case(502, "redirect"),
    "to a private place": Case(502, "redirect", params={"location": "http://10.0.0.1/v4/x"}),
    "to somebody else": Case(502, "redirect", params={"location": "https://example.com/"}),
    "a login that is in trouble": answers(502, 503, match="/v4/login", body="html"),
    "a login that is not there": answers(404, 502, match="/v4/login"),
    "a login that is gone": answers(410, 502, match="/v4/login"),
    "a login that is a page": Case(502, "html", match="/v4/login"),
    "a login that gives nothing": Case(
        502, "json", params={"document": {"status": "success", "data": {}}}, match="/v4/login"
    ),
    "a login that refuses our key": answers(401, 502, match="/v4/login"),
    "a login that wants us to wait": answers(
        429, 503, range(50, 61), match="/v4/login", headers={"Retry-After": "60"}
    ),
}


@pytest.fixture
def world(make_world: Callable[..., World], sqlite_database: Database) -> World:
    """Without a memory: every answer is what the database and upstream give."""
    return make_world(sqlite_database, titles=6, catalogue_memory_mb=0)


@contextmanager
def another_process(world: World, seconds: float = 10) -> Iterator[Reader]:
    """A reader at a process that has not heard anything of upstream yet, and waits so long."""
    settings = world.services.settings
    upstream = settings.upstream.model_copy(update={"fetch_seconds": seconds})
    services = build(replace(settings, upstream=upstream))
    try:
        yield reader(services)
    finally:
        services.close()


@pytest.mark.proves("C1")
@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_trouble_upstream_is_told_as_trouble_and_held_records_are_given(
    world: World, case: Case
) -> None:
    before = reader(world.services).get(HELD)
    assert (before.status, before.warning) == (200, "")
    age(world.database, days=8)
    kept = replies(world.database)["/series/910001/extended"]
    world.fault(case.match, case.kind, **_dated(case.params))

    with another_process(world, 1 if case.kind in ENDLESS else 10) as somebody:
        held, cold = somebody.get(HELD), somebody.get(COLD)
        assert (held.status, held.body, held.warning) == (200, before.body, "111")
        assert int(held.headers["Age"]) > WEEK
        says_so(cold, case.status)
        if case.waits is not None:
            assert int(cold.headers["Retry-After"]) in case.waits
    after = replies(world.database)
    assert set(after) == {kept.key}
    assert (after[kept.key].status, after[kept.key].sha256) == (200, kept.sha256)
    assert (after[kept.key].fetched_at, after[kept.key].doubted_at) == (kept.fetched_at, None)

    world.mend()
    with another_process(world) as somebody:
        held, cold = somebody.get(HELD), somebody.get(COLD)
    assert (held.status, held.body, held.warning) == (200, before.body, "")
    assert int(held.headers["Age"]) < WEEK
    assert cold.status == 200


def _dated(params: dict[str, Any]) -> dict[str, Any]:
    """A date is said when it is needed: the cases are as old as the run."""
    if params.get("headers", {}).get("Retry-After") != IN_HALF_AN_HOUR:
        return params
    soon = datetime.now(UTC) + timedelta(minutes=30)
    return {**params, "headers": {"Retry-After": format_datetime(soon, usegmt=True)}}
