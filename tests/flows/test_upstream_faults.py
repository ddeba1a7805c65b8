"""What upstream gets wrong is written to the row, and made good when upstream is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.flows.conftest import World
from tests.flows.judge import nothing_is_amiss
from tests.house.processes import worker_here
from tests.house.titles import due_again
from tests.house.waiting import eventually
from tvdbproxy.artwork.pipeline import Kitchen, Result, run
from tvdbproxy.db.database import Database, now
from tvdbproxy.fetch.fetcher import Fetcher

POSTER = 63900001


@dataclass(frozen=True)
class Case:
    """A fault of the sample upstream, and what the row says of it."""

    row: str
    kind: str
    code: str
    state: str = "pending"
    params: dict[str, Any] = field(default_factory=dict)


def status(row: str, number: int, code: str, state: str = "pending", **headers: str) -> Case:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Case(row, "status", code, state, {"status": number, "headers": named})


LIMITED = "upstream_rate_limited"
SOON = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
CASES = {
    "404": status("F21", 404, "missing_upstream", "missing"),
    "410": status("F22", 410, "gone", "missing"),
    "401": status("F23", 401, "upstream_denied"),
    "403": status("F23", 403, "upstream_denied"),
    "429 with seconds": status("F24", 429, LIMITED, Retry_After="120"),
    "429 with a date": status("F24", 429, LIMITED, Retry_After=SOON),
    "429 with less than nothing": status("F24", 429, LIMITED, Retry_After="-5"),
    "429 for ever": status("F24", 429, LIMITED, Retry_After="99999999"),
    "429 without a word": status("F24", 429, LIMITED),
    "500": status("F25", 500, "upstream_unavailable"),
    "502": status("F25", 502, "upstream_unavailable"),
    "503": status("F25", 503, "upstream_unavailable"),
    "a drip": Case("F26", "drip", "upstream_timeout", params={"ms": 50}),
    "silence": Case("F26", "hang", "upstream_timeout"),
    "cut, of a known length": Case("F27", "truncate", "upstream_truncated"),
    "cut, of no length": Case("F28", "short", "image_truncated"),
    "longer than its length": Case("F29", "lying_length", "image_truncated"),
    "without an end": Case("F30", "chunked_endless", "source_too_large", "failed"),
    "a gzip bomb": Case("F30", "gzip_bomb", "upstream_encoded", params={"megabytes": 20}),
    "a page instead": Case("F31", "html", "bad_upstream_content"),
    "round and round": Case("F32", "redirect", "redirect_loop"),
    "another scheme": Case(
        "F32", "redirect", "source_not_allowed", params={"location": "file:///etc/passwd"}
    ),
    "a private place": Case(
        "F33", "redirect", "source_not_allowed", params={"location": "http://10.0.0.1/x.jpg"}
    ),
    "this machine": Case(
        "F33", "redirect", "source_not_allowed", params={"location": "http://127.0.0.1:9/x.jpg"}
    ),
}
every_case = pytest.mark.parametrize(
    "case",
    [pytest.param(c, id=name, marks=pytest.mark.proves(c.row)) for name, c in CASES.items()],
)


@every_case
def test_a_fault_is_told_in_words_and_over_when_upstream_is_mended(
    make_world: Callable[..., World], sqlite_database: Database, case: Case
) -> None:
    world = make_world(sqlite_database, fetch_seconds=2)
    world.bring("series", 910001, POSTER)
    world.fault(world.row(POSTER).path, case.kind, **case.params)

    assert run(world.services.kitchen, POSTER).result == Result.FAILED

    row = world.row(POSTER)
    assert (row.state, row.error_code) == (case.state, case.code)
    assert len(row.error_message or "") > 20
    assert (row.error_message or "").endswith(".")
    assert (row.claim, row.attempts, row.failures, row.revision) == (None, 0, 1, None)
    nothing_is_amiss(world)

    world.mend()
    due_again(world.database, POSTER)
    # Who asked for a pause gets it, so that only somebody else may ask so soon.
    kitchen = _elsewhere(world) if case.code == LIMITED else world.services.kitchen
    assert run(kitchen, POSTER).result == Result.STORED
    assert (world.row(POSTER).error_code, world.row(POSTER).failures) == (None, 0)
    nothing_is_amiss(world)


@pytest.mark.proves("F24")
def test_a_host_that_asks_for_a_pause_is_left_alone_for_all_pictures(world: World) -> None:
    pictures = range(POSTER, POSTER + 8)
    world.bring("series", 910001, *pictures)
    world.fault("/banners/", "status", status=429, headers={"Retry-After": "600"})
    world.send(*pictures)
    with worker_here(world.services):
        eventually(lambda: all(world.row(n).failures for n in pictures))
    # Once for each of the two threads that were at it when the host first said so.
    assert sum(world.fetches(world.row(n).path) for n in pictures) <= 2
    with world.database.read() as session:
        moment = now(session)
    for number in pictures:
        row = world.row(number)
        assert row.error_code == LIMITED
        assert row.due_at is not None
        assert timedelta(minutes=8) < row.due_at - moment < timedelta(minutes=14)


@pytest.mark.proves("F25")
def test_a_host_in_trouble_is_given_a_rest_and_asked_again(world: World) -> None:
    pictures = range(POSTER, POSTER + 9)
    world.bring("series", 910001, *pictures)
    world.fault("/banners/", "status", status=500)
    for number in pictures:
        run(world.services.kitchen, number)
    assert sum(world.fetches(world.row(n).path) for n in pictures) == 5
    codes = [world.row(n).error_code for n in pictures]
    assert codes == ["upstream_unavailable"] * 5 + ["upstream_circuit_open"] * 4

    world.mend()

    def made() -> bool:
        due_again(world.database, POSTER)
        return run(world.services.kitchen, POSTER).result == Result.STORED

    eventually(made, seconds=15)
    for number in pictures:
        due_again(world.database, number)
        run(world.services.kitchen, number)
    assert world.unfinished() == 0
    nothing_is_amiss(world)


@pytest.mark.proves("F31")
def test_a_picture_with_a_wrong_label_is_a_picture(world: World) -> None:
    world.bring("series", 910001, POSTER)
    world.fault(world.row(POSTER).path, "wrong_type", type="text/html")
    assert run(world.services.kitchen, POSTER).result == Result.STORED
    nothing_is_amiss(world)


def _elsewhere(world: World) -> Kitchen:
    """The kitchen of a process that has not been asked for a pause."""
    kitchen = world.services.kitchen
    assert isinstance(kitchen.fetcher, Fetcher)
    return replace(kitchen, fetcher=Fetcher(kitchen.fetcher.policy))
