"""What operators do at the pages: it is done, sent, and written down."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.house.house import ADMIN_KEY, OpenHouse
from tests.house.titles import artwork, hang
from tests.ingest.test_pipeline import accept, job
from tests.web.dashboard.conftest import Desk, log_in
from tvdbproxy.access import keys
from tvdbproxy.db.models import AuditEntry, Callback, CallbackKind, JobStatus, Task
from tvdbproxy.errors import Unauthorized
from tvdbproxy.ingest.callbacks import outbox
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.wiring import Services

ADDRESS = "192.0.2.1"
OpenDoor = Callable[[Services], FlaskClient]


def waiting(services: Services, queue: str) -> int:
    return services.queue.waiting(queue) or 0


def tasks(services: Services) -> list[Task]:
    with services.database.read() as session:
        return list(session.scalars(select(Task)))


def test_a_failed_picture_is_retried(services: Services, desk: Desk) -> None:
    hang(services.database, state="failed", error_code="timeout", due_at=None, failures=4)
    answer = desk.do("library/11/retry")
    assert (answer.status_code, answer.location) == (303, "/admin/library/11?done=retried")
    assert (artwork(services.database).state, artwork(services.database).failures) == ("pending", 0)
    assert waiting(services, "images") == 1
    assert desk.did()[0] == ("picture retried", "11")
    assert "this page follows it" in desk.see("library/11?done=retried")


def test_a_picture_that_is_well_is_not_retried_but_may_be_made_again(
    stored: Services, desk: Desk
) -> None:
    assert desk.do("library/11/retry").status_code == 409
    assert desk.do("library/11/make-again").status_code == 303
    assert artwork(stored.database).forced
    assert [action for action, _ in desk.did()] == ["picture retried", "logged in"]


def test_all_pictures_with_one_error_are_retried_together(services: Services, desk: Desk) -> None:
    for number, code in ((11, "timeout"), (12, "timeout"), (13, "gone")):
        hang(services.database, f"/{number}.jpg", artwork_id=number, state="failed",
             error_code=code, due_at=None)  # fmt: skip
    answer = desk.do("library/retry", code="timeout")
    assert answer.location == "/admin/library?state=failed&code=timeout&done=2"
    states = [artwork(services.database, number).state for number in (11, 12, 13)]
    assert states == ["pending", "pending", "failed"]
    assert desk.did()[0] == ("pictures retried", "timeout")


def test_a_failed_job_is_retried_and_one_that_waits_is_called_off(
    services: Services, desk: Desk
) -> None:
    job_id = accept(services)
    assert desk.do(f"jobs/{job_id}/cancel").location == f"/admin/jobs/{job_id}?done=cancelled"
    assert job(services, job_id).status == JobStatus.FAILED
    text = desk.see(f"jobs/{job_id}")
    assert "An operator called it off." in text
    before = waiting(services, "ingest")
    assert desk.do(f"jobs/{job_id}/retry").status_code == 303
    assert job(services, job_id).status == JobStatus.PENDING
    assert waiting(services, "ingest") == before + 1
    assert [action for action, _ in desk.did()] == ["job retried", "job cancelled", "logged in"]


def test_all_failed_jobs_are_retried_together(services: Services, desk: Desk) -> None:
    ids = [accept(services) for _ in range(3)]
    for job_id in ids:
        desk.do(f"jobs/{job_id}/cancel")
    assert desk.do("jobs/retry").location == "/admin/jobs?status=failed&done=0"
    answer = desk.do("jobs/retry", code="cancelled")
    assert answer.location == "/admin/jobs?status=failed&code=cancelled&done=3"
    assert {job(services, job_id).status for job_id in ids} == {JobStatus.PENDING}


STARTED: tuple[tuple[str, dict[str, str], str, dict[str, object]], ...] = (
    ("sync", {"type": "series", "id": "910001"}, "sync_content_images",
     {"content_type": "series", "content_id": 910001, "force": False}),
    ("sync", {"type": "movies", "id": "5", "force": "yes"}, "sync_content_images",
     {"content_type": "movie", "content_id": 5, "force": True}),
    ("sync-missing", {"type": ""}, "sync_all_missing_images",
     {"content_type": None, "limit": None, "with_failed": True}),
    ("cleanup", {}, "cleanup_orphaned_images", {"dry_run": True}),
    ("cleanup", {"dry_run": "no"}, "cleanup_orphaned_images", {"dry_run": False}),
    ("verify", {"sample": "100", "read": "yes"}, "verify_storage",
     {"read": True, "sample": 100, "repair": False}),
    ("verify", {"repair": "yes"}, "verify_storage",
     {"read": False, "sample": None, "repair": True}),
)  # fmt: skip


def test_work_is_started_and_followed(services: Services, desk: Desk) -> None:
    for path, fields, kind, arguments in STARTED:
        answer = desk.do(f"tasks/{path}", **fields)
        task_id = answer.location.rpartition("/")[2]
        (task,) = (one for one in tasks(services) if one.id == task_id)
        assert (task.kind, task.arguments) == (kind, arguments)
        assert "pending" in desk.see(f"tasks/{task.id}")
        assert desk.did()[0][1] == task.id
    assert waiting(services, "images") == len(STARTED)


def test_who_starts_too_much_has_to_wait_whichever_door_he_uses(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    client = open_door(open_house(sync_rate_limit="2/minute"))
    log_in(client)
    desk = Desk(client)
    assert desk.do("tasks/cleanup").status_code == 303
    with_key = {"X-API-Key": ADMIN_KEY}
    path = "/api/v1/admin/sync/images/cleanup"
    assert client.post(path, headers=with_key).status_code == 202
    answer = desk.do("tasks/cleanup")
    assert answer.status_code == 429
    assert "wait and try again" in answer.text


def test_a_title_that_cannot_be_is_not_synced(services: Services, desk: Desk) -> None:
    assert desk.do("tasks/sync", type="series", id="x").status_code == 404
    assert desk.do("tasks/sync", type="planet", id="1").status_code == 404
    assert tasks(services) == []


def test_a_key_is_made_shown_once_changed_rotated_and_revoked(
    services: Services, desk: Desk
) -> None:
    made = desk.do("keys", name="Kodi", role="client", rate_limit="5/second", pin="1234")
    key = re.findall(r'<pre id="key-text"[^>]*>([^<]+)</pre>', made.text)[0]
    assert made.headers["Cache-Control"] == "no-store"
    with services.database.read() as session:
        (view,) = keys.everyone(session)
    assert (view.name, view.rate_limit, view.has_pin) == ("Kodi", "5/second", True)
    assert services.doorkeeper.log_in(key, "1234", ADDRESS)
    for page in ("keys", f"keys/{view.id}", "audit"):
        text = desk.see(page)
        assert key not in text
        assert "1234" not in text

    desk.do(f"keys/{view.id}", name="Jellyfin", role="client", no_pin="yes", image_rewrite="sized")
    with services.database.read() as session:
        (view,) = keys.everyone(session)
    assert (view.name, view.has_pin, view.image_rewrite) == ("Jellyfin", False, "sized")
    assert view.rate_limit is None

    rotated = desk.do(f"keys/{view.id}/rotate")
    new = re.findall(r'<pre id="key-text"[^>]*>([^<]+)</pre>', rotated.text)[0]
    with pytest.raises(Unauthorized):
        services.doorkeeper.log_in(key, None, ADDRESS)
    assert services.doorkeeper.log_in(new, None, ADDRESS)

    desk.do(f"keys/{view.id}/revoke")
    with pytest.raises(Unauthorized):
        services.doorkeeper.log_in(new, None, ADDRESS)
    assert "revoked" in desk.see(f"keys/{view.id}")
    assert [action for action, _ in desk.did()] == [
        "key revoked", "key rotated", "key changed", "key created", "logged in",
    ]  # fmt: skip


def test_a_key_that_cannot_be_is_a_clear_line(desk: Desk) -> None:
    answer = desk.do("keys", name="Kodi", role="client", rate_limit="often")
    assert answer.status_code == 400
    assert "120/minute" in answer.text
    assert desk.do("keys", name="", role="client").status_code == 400
    assert desk.do("keys", name="Kodi", role="king").status_code == 400


def test_callbacks_that_were_given_up_are_sent_again(services: Services, desk: Desk) -> None:
    with services.database.write() as session:
        ids = [
            outbox.enqueue(session, kind=CallbackKind.WEBHOOK, event=outbox.FAILED, payload={},
                           url="http://127.0.0.1:9/hook")
            for _ in range(3)
        ]  # fmt: skip
        for callback_id in ids:
            session.get_one(Callback, callback_id).status = "dead"
    assert desk.do(f"callbacks/{ids[0]}/retry").status_code == 303
    assert desk.see("callbacks?status=dead").count('id="callback-') == 2
    desk.do("callbacks/retry")
    assert desk.see("callbacks?status=dead").count('id="callback-') == 0
    assert [action for action, _ in desk.did()] == [
        "callbacks retried", "callback retried", "logged in",
    ]  # fmt: skip
    assert desk.do(f"callbacks/{'0' * 36}/retry").status_code == 404


def test_what_was_done_says_who_did_it(services: Services, desk: Desk) -> None:
    with services.database.write() as session:
        issued = keys.create(session, keys.Traits(name="Ada", role="admin"))
    desk.do("tasks/cleanup")
    desk.client.delete_cookie("tvdbproxy_admin", path="/admin/")
    desk.client.post("/admin/login", data={"key": issued.text})
    desk.do("tasks/cleanup")
    with services.database.write() as session:
        audit_log.write(session, audit_log.at_a_terminal("root"), Action.CLEANUP_STARTED)
    with services.database.read() as session:
        *entries, _ = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert [entry.who == issued.key.id for entry in entries] == [False, False, True, True]
    assert all(ADMIN_KEY not in f"{entry.who}{entry.details}" for entry in entries)
    text = desk.see("audit?action=cleanup_started")
    assert ">Ada</td>" in text
    assert ">ADMIN_API_KEY</td>" in text
    assert ">root (command line)</td>" in text
    assert "logged in</td>" not in text
