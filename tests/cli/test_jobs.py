"""``tvdbproxy jobs`` over all kinds of work: listed, shown, tried again, called off."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import redis
from click.testing import CliRunner, Result
from sqlalchemy import update

from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import artwork, hang
from tests.house.uploads import SECRET
from tvdbproxy.cli.main import group
from tvdbproxy.db.database import now
from tvdbproxy.db.models import ArtworkState, Image, ImageState, JobStatus, Origin, ProcessingJob
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.errors import UpstreamUnavailable
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.given import Given
from tvdbproxy.jobs import tasks
from tvdbproxy.wiring import Services

GIVEN = Given(user_id="ann", origin=Origin.UPLOAD, bucket="tests", profile="upload")


@pytest.fixture
def house(
    open_house: OpenHouse, redis_server: RunningRedis, monkeypatch: pytest.MonkeyPatch
) -> Services:
    """The house that the environment describes, with a real queue."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    services = open_house(broker_url=redis_server.url, jwt_secret_key=SECRET)
    for name, value in default_values(services.settings).items():
        monkeypatch.setenv(name, value)
    return services


def _jobs(*words: str) -> Result:
    return CliRunner().invoke(group, ["jobs", *words], prog_name="tvdbproxy")


def _json(*words: str) -> Any:
    ended = _jobs(*words, "--json")
    return json.loads(ended.stdout)


def _upload(services: Services, *, code: str | None = None, hours: float = 0) -> str:
    """A job that is due, or failed with this code."""
    job_id = services.ingest.reception.accept(replace(GIVEN), poster()).job_id
    with services.database.write() as session:
        moment = now(session) - timedelta(hours=hours)
        job = session.get_one(ProcessingJob, job_id)
        job.created_at = moment
        if code is not None:
            job.status, job.error_code, job.last_error = JobStatus.FAILED, code, "Why."
            job.due_at, job.completed_at = None, moment
            session.get_one(Image, job.image_id).state = ImageState.FAILED
    return job_id


def _status(services: Services, job_id: str) -> str:
    with services.database.read() as session:
        return jobs.read(session, job_id).status


def _task(services: Services, *, failed: bool = True) -> str:
    with services.database.write() as session:
        task_id = tasks.create(session, "verify_storage", {})
        if failed:
            tasks.fail(session, task_id, UpstreamUnavailable("It is away."))
    return task_id


def _messages(services: Services, queue: str) -> int:
    return services.queue.waiting(queue) or 0


def test_uploads_are_listed_by_status_error_and_age(house: Services) -> None:
    old, crashed = _upload(house, code="image_too_slow", hours=5), _upload(house, code="crashed")
    due = _upload(house)
    assert [job["id"] for job in _json("list")["jobs"]] == [due, crashed, old]
    assert [job["id"] for job in _json("list", "--status", "failed")["jobs"]] == [crashed, old]
    assert [job["id"] for job in _json("list", "--code", "crashed")["jobs"]] == [crashed]
    assert [job["id"] for job in _json("list", "--older-than", "2h")["jobs"]] == [old]
    first = _json("list", "--limit", "2")
    rest = _json("list", "--limit", "2", "--cursor", first["next_cursor"])
    assert [job["id"] for job in rest["jobs"]] == [old]
    lines = _jobs("list").output.splitlines()
    assert lines[0].startswith(due)
    assert "    crashed: Why." in lines


def test_one_is_shown_with_its_steps(house: Services) -> None:
    job_id = _upload(house, code="crashed")
    told = _json("show", job_id)
    assert (told["job_id"], told["error_code"], len(told["steps"])) == (job_id, "crashed", 4)
    assert f"job_id         {job_id}" in _jobs("show", job_id).output
    missing = _jobs("show", "nobody")
    assert missing.exit_code == 1


@pytest.mark.parametrize("name", ["nobody"])
def test_what_is_not_there_is_refused_and_the_others_are_done(house: Services, name: str) -> None:
    job_id = _upload(house, code="crashed")
    ended = _jobs("retry", name, job_id)
    assert ended.exit_code == 1
    assert "1 to be tried again" in ended.output
    assert _status(house, job_id) == JobStatus.PENDING


def test_all_that_failed_are_tried_again_and_sent_once(house: Services) -> None:
    failed = [_upload(house, code="crashed", hours=hours) for hours in (1, 9, 5)]
    _upload(house, code="cancelled")
    dry = _jobs("retry", "--failed", "--dry-run")
    assert "3 would be tried again; nothing was changed" in dry.output
    assert {_status(house, job_id) for job_id in failed} == {JobStatus.FAILED}

    assert _json("retry", "--failed", "--limit", "2")["retried"] == [failed[1], failed[2]]
    assert _json("retry", "--failed", "--code", "crashed")["retried"] == [failed[0]]
    assert _json("retry", "--failed")["retried"] == []
    assert _messages(house, "ingest") == 3


def test_an_upload_is_called_off_once_and_had_after_all(house: Services) -> None:
    job_id = _upload(house)
    assert _json("cancel", job_id)["cancelled"] == [job_id]
    assert _json("cancel", job_id)["before"] == [job_id]
    assert _status(house, job_id) == JobStatus.FAILED
    assert _json("retry", job_id)["retried"] == [job_id]
    assert _json("retry", job_id)["due"] == [job_id]


def test_what_somebody_is_at_is_not_called_off(house: Services) -> None:
    job_id = _upload(house)
    with house.database.write() as session:
        session.execute(update(ProcessingJob).values(status=JobStatus.PROCESSING))
    ended = _jobs("cancel", job_id)
    assert ended.exit_code == 1
    assert "Somebody is at this job" in ended.output


def test_pictures_of_the_catalogue_are_tried_again(house: Services) -> None:
    hang(house.database, state=ArtworkState.FAILED, error_code="image_truncated", due_at=None)
    (line,) = _json("list", "--kind", "artwork", "--status", "failed")["jobs"]
    assert (line["id"], line["what"]) == ("11", "poster of series 1")
    assert _json("show", "--kind", "artwork", "11")["path"]
    assert _json("retry", "--kind", "artwork", "--failed")["retried"] == ["11"]
    assert artwork(house.database).state == ArtworkState.PENDING
    assert _messages(house, "images") == 1
    assert _json("retry", "--kind", "artwork", "11")["due"] == ["11"]
    assert _jobs("cancel", "--kind", "artwork", "11").exit_code == 2


def test_tasks_are_done_once_more_or_called_off(house: Services) -> None:
    failed, waiting = _task(house), _task(house, failed=False)
    assert [one["id"] for one in _json("list", "--kind", "task")["jobs"]] == [waiting, failed]
    assert _json("retry", "--kind", "task", "--failed")["retried"] == [failed]
    assert _json("cancel", "--kind", "task", waiting)["cancelled"] == [waiting]
    assert _json("show", "--kind", "task", waiting)["error_code"] == "cancelled"


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--status", "nonsense"),
        ("list", "--older-than", "soon"),
        ("list", "--cursor", "nonsense"),
        ("list", "--kind", "task", "--cursor", "x"),
        ("list", "--kind", "artwork", "--older-than", "2h"),
        ("retry",),
        ("retry", "x", "--failed"),
        ("retry", "x", "--dry-run"),
        ("retry", "--kind", "artwork", "x"),
        ("cancel",),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(house: Services, words: tuple[str, ...]) -> None:
    assert _jobs(*words).exit_code == 2
