"""``tvdbproxy callbacks``: what was told, what was given up, and another try."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.cli.test_cli import UNAVAILABLE, WRONG_USE, call
from tests.servers.database import open_at
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Callback, CallbackKind, CallbackStatus
from tvdbproxy.ingest.callbacks import ledger, outbox

Capsys = pytest.CaptureFixture[str]
NOT_THERE = 1


@pytest.fixture(autouse=True)
def database(
    clean_environment: None,
    monkeypatch: pytest.MonkeyPatch,
    sqlite_template: Path,
    tmp_path: Path,
) -> Iterator[Database]:
    shutil.copy(sqlite_template, tmp_path / "cli.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/cli.db")
    opened = open_at(f"sqlite:///{tmp_path}/cli.db")
    yield opened
    opened.close()


def told(database: Database, status: CallbackStatus) -> str:
    with database.write() as session:
        callback_id = outbox.enqueue(
            session,
            kind=CallbackKind.WEBHOOK,
            url="https://app.example.com/hook",
            event=outbox.COMPLETED,
            payload={},
        )
        session.execute(
            update(Callback).where(Callback.id == callback_id).values(status=status, due_at=None)
        )
    return callback_id


def statuses(database: Database) -> dict[str, str]:
    with database.read() as session:
        return {view.id: view.status for view in ledger.page(session).callbacks}


def test_callbacks_are_listed_for_people_and_for_programs(
    database: Database, capsys: Capsys
) -> None:
    dead = told(database, CallbackStatus.DEAD)
    done = told(database, CallbackStatus.DELIVERED)
    code, shown, _ = call(capsys, "callbacks", "list")
    assert code == 0
    assert dead in shown
    assert done in shown
    assert "    POST https://app.example.com/hook\n" in shown
    _, shown, _ = call(capsys, "callbacks", "list", "--json", "--status", "dead")
    (listed,) = json.loads(shown)["callbacks"]
    assert (listed["id"], listed["url"]) == (dead, "https://app.example.com/hook")


def test_pages_follow_one_another(database: Database, capsys: Capsys) -> None:
    made = {told(database, CallbackStatus.DEAD) for _ in range(3)}
    _, first, beside = call(capsys, "callbacks", "list", "--limit", "2")
    cursor = beside.rsplit(" ", 1)[1].strip()
    _, shown, _ = call(capsys, "callbacks", "list", "--json", "--cursor", cursor)
    (last,) = json.loads(shown)["callbacks"]
    assert last["id"] in made
    assert last["id"] not in first


def test_those_that_are_named_are_tried_again(database: Database, capsys: Capsys) -> None:
    first, second = told(database, CallbackStatus.DEAD), told(database, CallbackStatus.DEAD)
    assert call(capsys, "callbacks", "retry", first)[0] == 0
    assert statuses(database) == {first: "pending", second: "dead"}
    assert call(capsys, "callbacks", "retry", "--dead")[1] == "1 to be tried again\n"
    assert statuses(database) == {first: "pending", second: "pending"}


def test_all_that_are_named_or_none(database: Database, capsys: Capsys) -> None:
    dead, done = told(database, CallbackStatus.DEAD), told(database, CallbackStatus.DELIVERED)
    code, _, said = call(capsys, "callbacks", "retry", dead, done)
    assert code == NOT_THERE
    assert "delivered" in said
    assert statuses(database)[dead] == "dead"
    assert call(capsys, "callbacks", "retry", dead, "x")[0] == NOT_THERE


@pytest.mark.parametrize(
    "words",
    [
        ("retry",),
        ("retry", "x", "--dead"),
        ("list", "--status", "lost"),
        ("list", "--limit", "0"),
        ("list", "--cursor", "x"),
    ],
)
def test_wrong_options_say_so(capsys: Capsys, words: tuple[str, ...]) -> None:
    assert call(capsys, "callbacks", *words)[0] == WRONG_USE


def test_without_a_database_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: Capsys) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")
    assert call(capsys, "callbacks", "list")[0] == UNAVAILABLE
