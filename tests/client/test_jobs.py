"""What becomes of an upload, as the client tells it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pixels
from sqlalchemy import update

from tests.client.conftest import Connect
from tests.house.front_door import FrontDoor, Trouble
from tests.house.pictures import poster
from tests.house.processes import worker_here
from tests.house.uploads import token
from tvdbproxy.client import (
    Client,
    Conflict,
    JobFailed,
    NotFound,
    Refused,
    TimedOut,
    Unreachable,
    Upload,
)
from tvdbproxy.db.models import JobStatus, ProcessingJob
from tvdbproxy.ingest import pipeline
from tvdbproxy.wiring import Services

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses between two looks at a job; nobody waits for them."""
    waited: list[float] = []
    monkeypatch.setattr("tvdbproxy.client.client.sleep", waited.append)
    return waited


@pytest.fixture
def done(services: Services, client: Client) -> Upload:
    """An upload whose picture has been made."""
    return uploaded(services, client)


def uploaded(services: Services, client: Client, seed: int = 0) -> Upload:
    upload = client.upload(poster(seed), bucket="tests", metadata={"seed": seed})
    assert pipeline.run(services.ingest, upload.job_id) is JobStatus.COMPLETED
    return upload


def fail(services: Services, job_id: str) -> None:
    """The job could not be done."""
    failed = {"status": JobStatus.FAILED, "error_code": "worker_crashed", "last_error": "It died."}
    with services.database.write() as session:
        session.execute(
            update(ProcessingJob).where(ProcessingJob.job_id == job_id).values(**failed)
        )


class TestWaiting:
    def test_it_ends_when_a_worker_has_done_the_job(
        self, services: Services, client: Client
    ) -> None:
        upload = client.upload(poster(), bucket="tests")
        with worker_here(services):
            job = client.wait(upload.job_id)

        assert (job.job_id, job.image_id, job.status) == (
            upload.job_id,
            upload.image_id,
            "completed",
        )
        assert job.ended
        assert job.completed_at is not None
        assert job.completed_at > job.created_at

    def test_it_ends_with_the_reason_of_a_failure(self, services: Services, client: Client) -> None:
        upload = client.upload(poster(), bucket="tests")
        fail(services, upload.job_id)
        with pytest.raises(JobFailed, match=r"It died\. \(worker_crashed\)") as failed:
            client.wait(upload.job_id)
        assert (failed.value.code, failed.value.sentence) == ("worker_crashed", "It died.")
        assert failed.value.job.image_id == upload.image_id

    def test_it_ends_when_the_time_is_over(self, client: Client, looks: list[float]) -> None:
        upload = client.upload(poster(), bucket="tests")
        with pytest.raises(TimedOut, match="pending after 0 seconds") as out:
            client.wait(upload.job_id, timeout=0)
        assert isinstance(out.value, TimeoutError)
        assert (out.value.job.job_id, looks) == (upload.job_id, [])

    def test_it_looks_less_and_less_often(
        self, services: Services, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload = client.upload(poster(), bucket="tests")
        pauses: list[float] = []

        def sleep(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 14:
                pipeline.run(services.ingest, upload.job_id)

        monkeypatch.setattr("tvdbproxy.client.client.sleep", sleep)
        client.wait(upload.job_id, timeout=10_000)

        assert len(pauses) == 14
        assert pauses[0] < 0.2 < 3 < pauses[-1] < 7


class TestResults:
    def test_of_a_job_they_are_the_picture_in_all_sizes(self, client: Client, done: Upload) -> None:
        result = client.result(done.job_id)

        assert (result.image_id, result.context) == (done.image_id, {"seed": 0})
        assert set(result.urls) == {"thumbnail", "medium", "large", "original"}
        assert (result.width, result.height) == (340, 500)
        thumbnail = result.variants["thumbnail"]
        assert (thumbnail.size, thumbnail.width, thumbnail.format) == ("thumbnail", 150, "webp")
        assert (result.dominant_color or "")[0] == "#"
        assert result.media_id.isdecimal()
        assert result.document["status"] == "completed"
        assert client.image(done.image_id).variants == result.variants

    def test_there_are_none_yet_or_ever(self, services: Services, client: Client) -> None:
        upload = client.upload(poster(), bucket="tests")
        with pytest.raises(Conflict):
            client.result(upload.job_id)
        fail(services, upload.job_id)
        with pytest.raises(Refused) as failed:
            client.result(upload.job_id)
        assert failed.value.code == "worker_crashed"

    def test_several_come_in_one_size(
        self, services: Services, client: Client, done: Upload
    ) -> None:
        other = uploaded(services, client, 1)
        ids = [NOBODY, done.image_id, *[NOBODY] * 60, other.image_id]
        found = client.images(ids, "thumbnail")

        assert set(found) == {done.image_id, other.image_id}
        assert {variant.width for variant in found.values()} == {150}
        assert client.images([]) == {}

    def test_those_of_others_are_not_there(
        self, address: str, connect: Connect, done: Upload
    ) -> None:
        bob = connect(address, token=token("bob"))
        for ask in (bob.image, bob.delete, lambda name: bob.result(done.job_id)):
            with pytest.raises(NotFound):
                ask(done.image_id)
        assert bob.images([done.image_id]) == {}

    def test_odd_names_are_names(self, client: Client) -> None:
        for odd in ("../upload", "a b?c#d", "", "ü"):
            with pytest.raises(NotFound):
                client.job(odd)


class TestBytes:
    def test_they_come_in_the_size_and_format_that_is_wanted(
        self, client: Client, done: Upload, tmp_path: Path
    ) -> None:
        data = client.download(done.image_id, size="thumbnail", format="png")
        with Pixels.open(BytesIO(data)) as picture:
            assert (picture.format, picture.width) == ("PNG", 150)
        saved = client.save(done.image_id, tmp_path / "a.webp", size="medium")
        assert saved.read_bytes() == client.download(done.image_id, size="medium")
        assert saved.stat().st_mode & 0o044  # as any new file

    @pytest.mark.parametrize("kind", ["lost", "status"])
    def test_a_download_that_goes_wrong_is_begun_again(
        self,
        door: FrontDoor,
        connect: Connect,
        done: Upload,
        pauses: list[float],
        tmp_path: Path,
        kind: str,
    ) -> None:
        door.go_wrong(Trouble(kind, times=2))
        connect(door.url).save(done.image_id, tmp_path / "a.webp")
        assert (len(pauses), [file.name for file in tmp_path.glob("*.webp")]) == (2, ["a.webp"])

    def test_a_file_is_whole_or_as_it_was(
        self,
        client: Client,
        done: Upload,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        pauses: list[float],
    ) -> None:
        (tmp_path / "kept").mkdir()
        (tmp_path / "kept" / "a.webp").write_bytes(b"as it was")

        def break_off(self: object, size: int) -> Iterator[bytes]:
            yield b"half of it"
            raise Unreachable("It broke off.")

        monkeypatch.setattr("requests.Response.iter_content", break_off)
        with pytest.raises(Unreachable):
            client.save(done.image_id, tmp_path / "kept" / "a.webp")
        (left,) = (tmp_path / "kept").iterdir()
        assert left.read_bytes() == b"as it was"

    def test_nobody_is_not_there(self, client: Client, tmp_path: Path) -> None:
        with pytest.raises(NotFound):
            client.save(NOBODY, tmp_path / "a.webp")
        assert list(tmp_path.glob("*a.webp*")) == []


def test_what_is_deleted_is_gone(client: Client, done: Upload) -> None:
    client.delete(done.image_id)
    for ask in (client.image, client.download, client.delete):
        with pytest.raises(NotFound):
            ask(done.image_id)
