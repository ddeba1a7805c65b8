"""Uploads at the door: who, what, how much, and what is answered."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.house.house import OpenHouse
from tests.house.pictures import logo, poster
from tests.house.uploads import SECRET, as_user, token, upload, work_off
from tests.imaging.drawing import decoded, encoded, quarters
from tvdbproxy.db.models import (
    Image,
    ImageUploadEvent,
    ImageVariant,
    JobStatus,
    ProcessingJob,
    StepName,
)
from tvdbproxy.ingest import pipeline
from tvdbproxy.wiring import Services

OpenDoor = Callable[[Services], FlaskClient]

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def services(open_house: OpenHouse) -> Services:
    return open_house(jwt_secret_key=SECRET)


def job_of(client: FlaskClient, job_id: str, user: str = "ann") -> Any:
    return client.get(f"/api/v1/images/jobs/{job_id}", headers=as_user(user)).get_json()


def count(services: Services, table: Any) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_upload_is_accepted_at_once_and_worked_off_later(
    services: Services, client: FlaskClient
) -> None:
    answer = upload(client, metadata='{"activity": 7}')

    body = answer.get_json()
    assert answer.status_code == 202
    assert UUID.fullmatch(body["job_id"])
    assert UUID.fullmatch(body["image_id"])
    assert body["status_url"] == f"/api/v1/images/jobs/{body['job_id']}"
    assert answer.headers["X-RateLimit-Limit"] == "50"
    assert answer.headers["X-RateLimit-Remaining"] == "49"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer.headers["X-RateLimit-Reset"])
    assert job_of(client, body["job_id"])["status"] == "pending"

    work_off(services, answer)

    job = job_of(client, body["job_id"])
    assert (job["status"], job["attempts"], job["error"]) == ("completed", 1, None)
    assert job["completed_at"] > job["created_at"]
    with services.database.read() as session:
        image = session.get_one(Image, body["image_id"])
        sizes = session.scalars(select(ImageVariant.size).order_by(ImageVariant.width)).all()
    assert (image.width, image.height, image.context) == (340, 500, {"activity": 7})
    assert set(sizes) == {"thumbnail", "medium", "large", "original"}


def test_the_result_is_there_when_the_job_is_done_and_not_before(
    services: Services, client: FlaskClient
) -> None:
    answer = upload(client, metadata='{"activity": 7}')
    body = answer.get_json()
    where = f"/api/v1/images/jobs/{body['job_id']}/result"
    early = client.get(where, headers=as_user())
    assert (early.status_code, early.get_json()["code"]) == (409, "job_running")

    work_off(services, answer)
    result = client.get(where, headers=as_user()).get_json()

    assert (result["image_id"], result["status"]) == (body["image_id"], "completed")
    assert set(result["urls"]) == {"thumbnail", "medium", "large", "original"}
    metadata = result["metadata"]
    assert re.fullmatch("#[0-9a-f]{6}", metadata["dominant_color"])
    assert metadata["original_dimensions"] == {"width": 340, "height": 500}
    thumbnail = metadata["variants"]["thumbnail"]
    assert (thumbnail["width"], thumbnail["height"], thumbnail["format"]) == (150, 221, "webp")
    assert metadata["context"] == {"activity": 7}
    analysis = result["analysis"]
    assert 0 <= analysis["quality_score"] <= 100
    assert analysis["dominant_colors"][0]["color"].startswith("#")
    assert re.fullmatch("[0-9a-f]{16}", analysis["perceptual_hash"])
    assert math.hypot(*analysis["embedding"]) == pytest.approx(1, abs=1e-3)
    assert (analysis["style"], analysis["alt_text"], analysis["faces"]) == (None, None, None)
    assert result["completed_at"] == job_of(client, body["job_id"])["completed_at"]
    shown = client.get(result["urls"]["thumbnail"])
    assert (shown.status_code, len(shown.data)) == (200, thumbnail["size_bytes"])


def test_the_result_of_a_job_that_failed_is_why(services: Services, client: FlaskClient) -> None:
    answer = upload(client)
    for info in list(services.stores.originals.list()):
        services.stores.originals.delete(info.key)
    body = work_off(services, answer, ends=JobStatus.FAILED)

    found = client.get(f"/api/v1/images/jobs/{body['job_id']}/result", headers=as_user())
    assert (found.status_code, found.get_json()["code"]) == (422, "upload_lost")


def test_what_is_stored_carries_nothing_of_the_camera(
    services: Services, client: FlaskClient
) -> None:
    picture = quarters(40, 30)
    exif = picture.getexif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    given = encoded(picture, "JPEG", exif=exif)
    assert b"Camera" in given
    work_off(services, upload(client, given))

    assert len(variants(services)) == 4
    for data in variants(services):
        assert b"Camera" not in data
        assert not decoded(data).getexif()


def variants(services: Services) -> list[bytes]:
    """All that was made of the pictures that were uploaded."""
    with services.database.read() as session:
        keys = session.scalars(select(ImageVariant.key)).all()
    return [services.stores.thumbnails.get(key).data for key in keys]


@pytest.mark.proves("I19")
def test_of_a_picture_that_is_a_program_as_well_only_the_picture_is_stored(
    services: Services, client: FlaskClient
) -> None:
    both = as_a_program(encoded(quarters(40, 30), "GIF"))
    assert decoded(both).format == "GIF"
    assert both.startswith(b"GIF89a/*")  # an assignment, once the comment ends
    assert both.partition(b"*/")[2] == b"=1;alert(1)//"

    image_id = work_off(services, upload(client, both, name="a.js"))["image_id"]

    assert len(variants(services)) == 4
    assert not any(b"alert" in data for data in variants(services))
    shown = client.get(f"/api/v1/images/{image_id}/direct", headers=as_user())
    assert shown.status_code == 200
    assert shown.content_type.startswith("image/")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


def as_a_program(gif: bytes) -> bytes:
    """The same picture on a canvas of a width whose bytes begin a comment; after its end a script
    goes on."""
    return b"GIF89a/*" + gif[8:] + b"*/=1;alert(1)//"


def test_a_picture_is_what_its_bytes_say_whatever_it_is_called(
    services: Services, client: FlaskClient
) -> None:
    image_id = work_off(services, upload(client, logo(), name="photo.jpg"))["image_id"]
    with services.database.read() as session:
        image = session.get_one(Image, image_id)
    assert (image.mime_type, image.format, image.original_name) == ("image/png", "png", "photo.jpg")
    assert (image.source_key or "").endswith("/source.png")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"bucket": ""}, "invalid_bucket"),
        ({"bucket": "../x"}, "invalid_bucket"),
        ({"metadata": "{not json"}, "invalid_metadata"),
        ({"metadata": "[1]"}, "invalid_metadata"),
        ({"metadata": '{"a": NaN}'}, "invalid_metadata"),
        ({"metadata": '{"a":' * 20 + "1" + "}" * 20}, "invalid_metadata"),
        ({"metadata": "[" * 100_000}, "invalid_metadata"),
        ({"metadata": '{"a": "' + "x" * 20_000 + '"}'}, "invalid_metadata"),
        ({"profile": "huge"}, "unknown_profile"),
        ({"data_type": "cat"}, "unknown_data_type"),
    ],
)
def test_what_is_said_of_a_picture_is_checked(
    services: Services, client: FlaskClient, fields: dict[str, str], code: str
) -> None:
    answer = upload(client, **fields)

    assert (answer.status_code, answer.get_json()["code"]) == (400, code)
    assert count(services, Image) == 0


def test_metadata_of_ten_megabytes_is_refused_while_it_is_read(client: FlaskClient) -> None:
    field = b'--x\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n'
    answer = client.post(
        "/api/v1/images/upload",
        data=field + b'{"a": "' + b"x" * 10_000_000 + b'"}\r\n--x--\r\n',
        headers=as_user(),
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413


@pytest.mark.proves("I17", "I18", "I19", "I22", "I25")
@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 422),
        (b"\xff", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415),
        (b"<html><script>alert(1)</script></html>", 415),
        (b"%PDF-1.7 and more of it", 415),
        (b"push graphic-context\nviewbox 0 0 1 1", 415),
        (b"GIF89a/*\x00\x00\x00\x00*/=1;alert(1)//", 422),
        (poster()[:900], 422),
    ],
)
def test_only_pictures_are_taken_whatever_they_are_called(
    services: Services, client: FlaskClient, data: bytes, status: int
) -> None:
    answer = upload(client, data, name="photo.jpg")

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert count(services, Image) == 0


def test_a_type_that_is_switched_off_is_refused(open_house: OpenHouse, open_door: OpenDoor) -> None:
    client = open_door(open_house(jwt_secret_key=SECRET, allowed_mime_types=("image/jpeg",)))
    assert upload(client).status_code == 202
    answer = upload(client, logo())
    assert answer.status_code == 415
    assert "image/jpeg" in answer.get_json()["detail"]


def test_too_much_is_refused_by_its_length_and_by_its_bytes(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    client = open_door(open_house(jwt_secret_key=SECRET, max_upload_size_mb=0.01))

    by_bytes = upload(client, poster() + b"\0" * 20_000)
    by_length = client.post(
        "/api/v1/images/upload",
        input_stream=io.BytesIO(b"nobody reads this"),
        headers=as_user(),
        environ_overrides={"CONTENT_LENGTH": "99999999"},
        content_type="multipart/form-data; boundary=x",
    )

    assert (by_bytes.status_code, by_length.status_code) == (413, 413)


@pytest.mark.proves("Q3", "Q4")
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("\u202egpj.exe", "gpj.exe"),
        ("n" * 4000 + ".jpg", "n" * 255),
        ("猫.png", "猫.png"),
    ],
)
def test_names_of_files_are_words_and_no_places(
    services: Services, client: FlaskClient, name: str, kept: str
) -> None:
    image_id = upload(client, name=name).get_json()["image_id"]

    with services.database.read() as session:
        image = session.get_one(Image, image_id)
    assert image.original_name == kept
    assert re.fullmatch(
        rf"uploads/\d{{4}}-\d\d-\d\d/{image_id}/source\.jpg", image.source_key or ""
    )


@pytest.mark.proves("Q3", "Q8")
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("filename*=UTF-8''a%0D%0AX-Evil%3A%201.jpg", "aX-Evil: 1.jpg"),
        ('filename="a%0D%0AX-Evil: 1.jpg"', "a%0D%0AX-Evil: 1.jpg"),
        ('filename="a\r\nX-Evil: 1.jpg"', None),
    ],
)
def test_a_name_with_a_line_break_ends_no_line(
    services: Services, client: FlaskClient, said: str, kept: str | None
) -> None:
    """As text it loses the break, as browsers escape it there is none; as it is, the header of
    the form ends there, and what is left of it is no header."""
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="bucket"\r\n\r\ntests\r\n',
        f'--x\r\nContent-Disposition: form-data; name="file"; {said}\r\n\r\n'.encode(),
        poster() + b"\r\n--x--\r\n",
    ]
    answer = client.post(
        "/api/v1/images/upload",
        data=b"".join(parts),
        headers=as_user(),
        content_type="multipart/form-data; boundary=x",
    )
    assert "X-Evil" not in answer.headers
    if kept is None:
        assert (answer.status_code, count(services, Image)) == (400, 0)
        return
    with services.database.read() as session:
        image = session.get_one(Image, answer.get_json()["image_id"])
    assert image.original_name == kept


@pytest.mark.proves("Q8")
@pytest.mark.parametrize(
    "body",
    [b"", b"--x--\r\n", b"--x\r\n\r\n\r\n--x--", b'--x\r\nContent-Disposition: form-data; name="f'],
)
def test_broken_forms_are_bad_requests(client: FlaskClient, body: bytes) -> None:
    answer = client.post(
        "/api/v1/images/upload",
        data=body,
        headers=as_user(),
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 400


def test_without_a_token_nothing_is_read(client: FlaskClient) -> None:
    answer = client.post("/api/v1/images/upload", data={"bucket": "tests"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_jobs_of_others_are_not_there(client: FlaskClient) -> None:
    job_id = upload(client).get_json()["job_id"]
    for asked in (job_id, "nonsense", "%00", "9" * 100):
        answer = client.get(f"/api/v1/images/jobs/{asked}", headers=as_user("bob"))
        assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_job")


class TestIdempotency:
    def test_the_same_upload_again_is_the_same_job(
        self, services: Services, client: FlaskClient
    ) -> None:
        first, second = upload(client, key="k1"), upload(client, key="k1")

        assert first.get_json() == second.get_json()
        assert second.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers
        assert count(services, Image) == 1

    def test_another_upload_with_the_same_key_is_a_mistake(self, client: FlaskClient) -> None:
        upload(client, key="k1")
        others = [{"data": poster(1)}, {"bucket": "b"}, {"metadata": '{"id": 8}'}]
        for answer in [upload(client, key="k1", **other) for other in others]:
            assert (answer.status_code, answer.get_json()["code"]) == (
                400,
                "idempotency_key_reused",
            )

    def test_keys_of_another_user_are_other_keys(self, client: FlaskClient) -> None:
        first, second = upload(client, key="k1"), upload(client, key="k1", user="bob")
        assert first.get_json()["job_id"] != second.get_json()["job_id"]

    def test_twice_at_once_is_once(self, services: Services, open_door: OpenDoor) -> None:
        app = open_door(services).application
        with ThreadPoolExecutor(8) as threads:
            clients = [app.test_client() for _ in range(8)]
            answers = list(threads.map(lambda client: upload(client, key="k1"), clients))

        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.get_json()["job_id"] for answer in answers}) == 1
        assert count(services, ProcessingJob) == 1
        assert len(list(services.stores.originals.list("uploads/"))) == 1

    def test_a_repeated_upload_does_not_count_twice(self, client: FlaskClient) -> None:
        upload(client, key="k1")
        upload(client, key="k1")
        assert upload(client).headers["X-RateLimit-Remaining"] == "48"


def test_the_quota_ends_with_429_and_nothing_is_kept_of_it(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    services = open_house(jwt_secret_key=SECRET, rate_limit_max_uploads=2)
    client = open_door(services)

    answers = [upload(client, poster(number)) for number in range(3)]

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[2].headers["X-RateLimit-Remaining"] == "0"
    assert int(answers[2].headers["Retry-After"]) > 0
    assert count(services, Image) == 2
    assert len(list(services.stores.originals.list("uploads/"))) == 2


@pytest.mark.proves("I27")
def test_the_same_bytes_are_stored_once(services: Services, client: FlaskClient) -> None:
    first, second = upload(client), upload(client, user="bob")
    work_off(services, first)
    objects = {info.key: info.last_modified for info in services.stores.thumbnails.list("media/")}
    work_off(services, second)

    assert len(list(services.stores.originals.list("uploads/"))) == 1
    assert objects == {
        info.key: info.last_modified for info in services.stores.thumbnails.list("media/")
    }
    assert count(services, ImageVariant) == 8


class TestBatch:
    def send(self, client: FlaskClient, *files: tuple[bytes, str]) -> Any:
        form = {"bucket": "tests", "files": [(io.BytesIO(data), name) for data, name in files]}
        return client.post(
            "/api/v1/images/upload/batch",
            data=form,
            headers=as_user(),
            content_type="multipart/form-data",
        )

    def test_each_file_has_a_fate_of_its_own(self, services: Services, client: FlaskClient) -> None:
        answer = self.send(client, (poster(), "a.jpg"), (b"no picture at all", "b.jpg"))

        body = answer.get_json()
        assert (answer.status_code, body["accepted"], body["refused"]) == (202, 1, 1)
        assert [item["filename"] for item in body["results"]] == ["a.jpg", "b.jpg"]
        assert job_of(client, body["results"][0]["job_id"])["status"] == "pending"
        assert body["results"][1]["code"] == "unsupported_media_type"
        assert answer.headers["X-RateLimit-Remaining"] == "49"

    def test_no_more_than_so_many(self, open_house: OpenHouse, open_door: OpenDoor) -> None:
        client = open_door(open_house(jwt_secret_key=SECRET, upload_batch_max=2))
        answer = self.send(client, *[(poster(), "a.jpg")] * 3)
        assert (answer.status_code, answer.get_json()["code"]) == (400, "batch_too_long")


class TestDeletion:
    def test_nothing_is_left_but_that_it_was_deleted(
        self, services: Services, client: FlaskClient
    ) -> None:
        accepted = work_off(services, upload(client, key="k1"))
        where = f"/api/v1/images/{accepted['image_id']}"

        assert client.delete(where, headers=as_user("bob")).status_code == 404
        assert client.delete(where, headers=as_user()).status_code == 204
        assert client.delete(where, headers=as_user()).status_code == 404

        assert list(services.stores.originals.list()) == []
        assert list(services.stores.thumbnails.list()) == []
        for table in (Image, ImageVariant, ProcessingJob):
            assert count(services, table) == 0
        with services.database.read() as session:
            events = session.scalars(select(ImageUploadEvent)).all()
        assert [(event.event_type, event.user_id) for event in events] == [("deleted", None)]

    def test_objects_that_others_share_stay(self, services: Services, client: FlaskClient) -> None:
        first = work_off(services, upload(client))
        second = work_off(services, upload(client, user="bob"))
        before = {info.key for info in services.stores.thumbnails.list()}

        client.delete(f"/api/v1/images/{first['image_id']}", headers=as_user())
        assert {info.key for info in services.stores.thumbnails.list()} == before
        client.delete(f"/api/v1/images/{second['image_id']}", headers=as_user("bob"))
        assert list(services.stores.thumbnails.list()) == []
        assert list(services.stores.originals.list()) == []

    def test_one_that_is_being_worked_on_is_published_nowhere(
        self, services: Services, client: FlaskClient
    ) -> None:

        accepted = upload(client).get_json()

        def strike(step: StepName, work: Any) -> None:
            if step is StepName.RETRIEVE_FILE:
                where = f"/api/v1/images/{accepted['image_id']}"
                assert client.delete(where, headers=as_user()).status_code == 204

        assert pipeline.run(services.ingest, accepted["job_id"], strike) is None
        assert count(services, Image) == count(services, ImageVariant) == 0


def test_a_token_of_nobody_opens_nothing(client: FlaskClient) -> None:
    for bad in ("", "x.y.z", token(exp=1), token(sub="")):
        answer = client.get("/api/v1/images/jobs/x", headers={"Authorization": f"Bearer {bad}"})
        assert answer.status_code == 401


def test_what_was_transformed_of_a_picture_goes_when_memory_has_forgotten_it(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    services = open_house(jwt_secret_key=SECRET, imgproxy_key="6b6579", imgproxy_salt="73616c74")
    client = open_door(services)
    body = work_off(services, upload(client))
    where = f"/api/v1/images/{body['image_id']}"
    address = client.get(where, headers=as_user()).get_json()["imgproxy_thumbnail_url"]
    for _ in range(3):  # made, kept, hot
        assert client.get(address).status_code == 200

    client.delete(where, headers=as_user())
    services.hot.clear()  # as time does, within a minute

    assert client.get(address).status_code == 404
