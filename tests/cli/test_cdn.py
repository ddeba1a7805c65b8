"""``tvdbproxy cdn``: purging by hand, and what waits."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.cli.test_cli import WRONG_USE, call
from tests.servers.database import open_at
from tvdbproxy.cdn import lane
from tvdbproxy.cdn.lane import Lane
from tvdbproxy.cdn.purger import denied
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Purge, PurgeStatus

Capsys = pytest.CaptureFixture[str]
OFF = 1


@pytest.fixture(autouse=True)
def database(
    clean_environment: None,
    monkeypatch: pytest.MonkeyPatch,
    sqlite_template: Path,
    tmp_path: Path,
) -> Iterator[Database]:
    shutil.copy(sqlite_template, tmp_path / "cli.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/cli.db")
    monkeypatch.setenv("CDN_PURGE", "http")
    monkeypatch.setenv("CDN_PURGE_URLS", "http://127.0.0.1:6081")
    opened = open_at(f"sqlite:///{tmp_path}/cli.db")
    yield opened
    opened.close()


def wished(database: Database) -> set[str]:
    with database.read() as session:
        pending = select(Purge.address).where(Purge.status == PurgeStatus.PENDING)
        return set(session.scalars(pending))


def test_addresses_are_purged_by_hand(database: Database, capsys: Capsys) -> None:
    wanted = ("/images/series/1/*", "https://cdn.example.com/series/6b/86/1/poster/small.webp?v=ab")
    assert call(capsys, "cdn", "purge", *wanted)[:2] == (0, "2 to be purged\n")
    assert wished(database) == set(wanted)


@pytest.mark.parametrize("address", ["images/1", "", "/a*b", "ftp://x/y", "/a b", "/" + "a" * 2048])
def test_what_is_no_address_is_refused(database: Database, capsys: Capsys, address: str) -> None:
    code, _, err = call(capsys, "cdn", "purge", "/fine", address)
    assert code == WRONG_USE
    assert "nothing to purge" in err
    assert wished(database) == set()


def test_where_nobody_listens_it_says_so(
    database: Database, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDN_PURGE", "off")
    code, _, err = call(capsys, "cdn", "purge", "/images/*")
    assert (code, "CDN_PURGE is off" in err) == (OFF, True)


def test_what_waits_and_what_was_given_up_is_shown_and_tried_again(
    database: Database, capsys: Capsys
) -> None:
    call(capsys, "cdn", "purge", "/a", "/b")
    with database.write() as session:
        lane.write(session, Lane(purged=7).after(denied("THE_TOKEN", "status 403"), now(session)))
        given_up = update(Purge).where(Purge.address == "/b")
        session.execute(given_up.values(status=PurgeStatus.DEAD, last_error="check THE_TOKEN"))
    told = json.loads(call(capsys, "cdn", "status", "--json")[1])
    assert (told["provider"], told["pending"], told["due"], told["dead"]) == ("http", 1, 1, 1)
    assert (told["purged"], "THE_TOKEN" in told["error"]) == (7, True)
    assert told["rests_until"] is not None
    assert told["dead_letters"][0]["address"] == "/b"
    lines = call(capsys, "cdn", "status")[1]
    assert "1 given up" in lines
    assert "/b  check THE_TOKEN" in lines
    assert call(capsys, "cdn", "retry")[:2] == (0, "1 to be tried again\n")
    assert wished(database) == {"/a", "/b"}
    assert json.loads(call(capsys, "cdn", "status", "--json")[1])["rests_until"] is None
