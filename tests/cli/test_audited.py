"""Whatever a command changes is in the audit log, with who did it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import hang
from tests.house.uploads import SECRET
from tvdbproxy.cli import acting
from tvdbproxy.cli.main import group
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Callback, CallbackStatus, JobStatus, Origin
from tvdbproxy.db.models import ProcessingJob as Job
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.ingest.given import Given
from tvdbproxy.jobs import tasks
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action, Entry
from tvdbproxy.wiring import Services

GIVEN = Given(user_id="ann", origin=Origin.UPLOAD, bucket="tests", profile="upload")


@pytest.fixture
def house(
    open_house: OpenHouse, redis_server: RunningRedis, monkeypatch: pytest.MonkeyPatch
) -> Services:
    """The house that the environment describes."""
    services = open_house(
        broker_url=redis_server.url,
        jwt_secret_key=SECRET,
        cdn_purge="http",
        cdn_purge_urls="http://127.0.0.1:9",
    )
    for name, value in default_values(services.settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(acting, "getuser", lambda: "ada")
    return services


def _run(words: str, **options: Any) -> str:
    ended = CliRunner().invoke(group, words.split(), prog_name="tvdbproxy", **options)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def _did(services: Services) -> list[Entry]:
    """The oldest first."""
    with services.database.read() as session:
        return list(reversed(audit_log.page(session).entries))


def _actions(services: Services) -> list[tuple[str, str]]:
    return [(entry.action, entry.subject) for entry in _did(services)]


def test_what_is_done_to_keys(house: Services, tmp_path: Path) -> None:
    made = json.loads(_run("keys create Kodi --rate-limit 60/minute --pin --json", input="1234\n"))
    key_id = made["id"]
    _run(f"keys change {key_id} --role admin")
    _run(f"keys rotate {key_id}")
    document = tmp_path / "keys.json"
    document.write_text(_run("export"))
    _run(f"keys change {key_id} --role client")
    _run(f"import {document} --dry-run")
    _run(f"import {document} --env {tmp_path / 'new.env'}")
    _run(f"import {document} --env {tmp_path / 'again.env'}")
    _run(f"keys revoke {key_id}")
    created, *_, imported, _ = did = _did(house)
    assert [entry.action for entry in did] == [
        Action.KEY_CREATED,
        Action.KEY_CHANGED,
        Action.KEY_ROTATED,
        Action.KEY_CHANGED,
        Action.KEY_CHANGED,
        Action.KEY_REVOKED,
    ]
    assert {(entry.who, entry.address, entry.subject) for entry in did} == {
        ("ada (command line)", None, key_id)
    }
    assert created.details["rate_limit"] == "60/minute"
    assert "1234" not in str(created.details)
    assert imported.details == {"imported": ["role"]}


def test_what_is_started(house: Services) -> None:
    sync = json.loads(_run("sync series 81189 --force --json"))["task_id"]
    cleanup = json.loads(_run("cleanup --dry-run --json"))["task_id"]
    _run("verify")
    _run("verify --repair --read")
    started = _did(house)
    assert [(entry.action, entry.subject) for entry in started] == [
        (Action.SYNC_STARTED, sync),
        (Action.CLEANUP_STARTED, cleanup),
        (Action.VERIFY_STARTED, ""),
    ]
    assert started[0].details["content_id"] == 81189
    assert started[1].details["dry_run"] is True
    assert started[2].details == {"repair": True, "read": True, "sample": None}


def test_what_is_tried_again_and_called_off(house: Services) -> None:
    job_id = house.ingest.reception.accept(replace(GIVEN), poster()).job_id
    _run(f"jobs cancel {job_id}")
    _run(f"jobs cancel {job_id}")
    _run(f"jobs retry {job_id}")
    with house.database.write() as session:
        job = session.get_one(Job, job_id)
        job.status, job.error_code, job.due_at = JobStatus.FAILED, "worker_crashed", None
        job.completed_at = now(session)
        task_id = tasks.create(session, "verify_storage", {})
    _run("jobs retry --failed --code worker_crashed --dry-run")
    _run("jobs retry --failed --code worker_crashed")
    _run("jobs retry --failed --code worker_crashed")
    _run(f"jobs cancel --kind task {task_id}")
    _run(f"jobs retry --kind task {task_id}")
    picture = hang(house.database)
    _run(f"jobs retry --kind artwork {picture}")
    assert _actions(house) == [
        (Action.JOB_CANCELLED, job_id),
        (Action.JOB_RETRIED, job_id),
        (Action.JOBS_RETRIED, "worker_crashed"),
        (Action.TASK_CANCELLED, task_id),
        (Action.TASK_RETRIED, task_id),
        (Action.PICTURE_RETRIED, str(picture)),
    ]


def test_what_is_told_again(house: Services) -> None:
    with house.database.write() as session:
        ids = [
            outbox.enqueue(
                session,
                kind=outbox.CallbackKind.WEBHOOK,
                event=outbox.FAILED,
                payload={},
                url="http://127.0.0.1:9/hook",
            )
            for _ in range(2)
        ]
        for callback_id in ids:
            session.get_one(Callback, callback_id).status = CallbackStatus.DEAD
    _run(f"callbacks retry {ids[0]}")
    _run("callbacks retry --dead")
    _run("callbacks retry --dead")
    _run("cdn purge /images/series/1/* /images/series/2/*")
    _run("cdn retry")
    assert _actions(house) == [
        (Action.CALLBACK_RETRIED, ids[0]),
        (Action.CALLBACKS_RETRIED, "dead"),
        (Action.CDN_PURGED, "/images/series/1/* /images/series/2/*"),
        (Action.PURGES_RETRIED, ""),
    ]


def test_a_container_that_knows_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(acting, "getuser", nobody)
    monkeypatch.setattr(acting.os, "getuid", lambda: 4711)
    assert acting.at_this_machine().who == "uid 4711 (command line)"
