"""Upstream is read once through us and dies; a new process of ours answers as if it lived."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clients.front import Front, open_front
from tests.clients.getters import GETTERS, SINCE, getters_of
from tests.clients.python_clients import CLIENTS, KINDS, Outcome
from tests.clients.wire import Wire
from tests.house.processes import web_server
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.upstream.operations import Ageing

PUBLIC = "http://tvdb.example"
READERS = (
    ("tvdb_v4_official", "mirror"),
    ("tvdb_v4_official", "sized"),
    ("aiotvdb", "off"),
    ("tvdb_api_client", "mirror"),
)
# As if each answer were too old the moment that it comes: upstream is always asked first.
AT_ONCE_TOO_OLD = json.dumps({ageing: [0, 0] for ageing in Ageing})

Story = dict[str, Outcome]


@dataclass(frozen=True)
class After:
    """What there was before, and a front whose upstream is gone. Keys are by mode."""

    front: Front
    keys: dict[str, str]
    told: dict[tuple[str, str], Story]


@pytest.fixture(scope="module")
def after(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, redis_server: RunningRedis
) -> Iterator[After]:
    folder, later = tmp_path_factory.mktemp("before"), tmp_path_factory.mktemp("after")
    given = {
        "public_base_url": PUBLIC,
        "catalogue_ages": AT_ONCE_TOO_OLD,
        "catalogue_wait_seconds": 0.2,
    }
    with open_front(folder, sqlite_template, redis_server.url, **given) as front:
        keys = {mode: front.key(image_rewrite=mode) for mode in ("off", "mirror", "sized")}
        # Which pictures have sizes here is learnt while whole records are read.
        story("tvdb_v4_official", front.base, keys["sized"], only="_extended")
        told = {(name, mode): story(name, front.base, keys[mode]) for name, mode in READERS}
        front.sample.refuse()
        with web_server(later, front.environment) as base:
            yield After(Front(front.sample, base, front.database, later, {}), keys, told)
        front.sample.accept()


def story(name: str, base: str, key: str, only: str = "") -> Story:
    """Everything that a client can read, or what has this in its name."""
    with closing(CLIENTS[name](base, key)) as client:
        return {
            f"{getter} {number}": client.ask(getter, *asked.args, **asked.options).at(base, "us")
            for getter in getters_of(KINDS[name])
            if only in getter
            for number, asked in enumerate(GETTERS[getter])
        }


@pytest.mark.parametrize(("name", "mode"), READERS)
def test_what_was_read_once_is_answered_the_same(after: After, name: str, mode: str) -> None:
    before = after.told[name, mode]
    assert not [outcome.error for outcome in before.values() if outcome.error]
    now = story(name, after.front.base, after.keys[mode])
    assert {asked: now[asked] for asked in before if now[asked] != before[asked]} == {}


def test_what_nobody_has_read_is_an_outage_and_never_a_missing_record(after: After) -> None:
    base, key = after.front.base, after.keys["mirror"]
    for getter, args in (
        ("get_series", [910003]),
        ("get_series_translation", [910001, "fra"]),
        ("get_series_by_slug", ["never-asked"]),
        ("search", ["never asked"]),
        ("get_updates", [SINCE - 1]),
    ):
        with closing(CLIENTS["aiotvdb"](base, key)) as client:
            error = client.ask(getter, *args).error
            assert "(HTTP 502)" in error or "(HTTP 503)" in error
        with closing(CLIENTS["tvdb_v4_official"](base, key)) as client:
            error = client.ask(getter, *args).error
            assert "NotFound" not in error
            assert "UNKNOWN FAILURE" not in error
    with closing(CLIENTS["tvdb_api_client"](base, key)) as client:
        error = client.ask("get_raw_series_by_id", 910003).error
        assert error == "ConnectionError: Unexpected Response."  # and no LookupError


def test_old_answers_say_that_they_are_and_outages_when_to_come_again(after: After) -> None:
    client = Wire(after.front).holding()
    held = client.get("/series/910001")
    assert held.status == 200
    assert held.headers["Warning"] == '111 - "Revalidation Failed"'
    assert int(held.headers["Age"]) >= 0
    away = client.get("/series/910003/extended")
    assert away.status in (502, 503)
    assert away.message
    assert float(away.headers["Retry-After"]) > 0
    assert away.headers["Content-Type"] == "application/json; charset=UTF-8"
