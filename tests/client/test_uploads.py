"""Uploading by the client, whatever the picture comes as."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import func, select

from tests.client.conftest import Connect
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.served import served
from tests.house.uploads import SECRET, token
from tvdbproxy.client import (
    BadAnswer,
    Client,
    ClientError,
    FileChanged,
    NotAllowed,
    NotFound,
    RateLimited,
    Refused,
)
from tvdbproxy.db.models import Image
from tvdbproxy.wiring import Services


def images(services: Services) -> list[Image]:
    with services.database.read() as session:
        return list(session.scalars(select(Image)))


class Watched(io.BytesIO):
    """A file that knows how much of it was wanted at once."""

    most = 0

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        self.most = max(self.most, len(piece))
        return piece


def pipe_of(data: bytes) -> IO[bytes]:
    """A file that can be read once."""
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as file:
            file.write(data)

    threading.Thread(target=write).start()
    return os.fdopen(reading, "rb")


def test_a_file_is_uploaded_with_all_that_is_said_of_it(
    services: Services, client: Client, tmp_path: Path
) -> None:
    path = tmp_path / 'odd "name"\n猫.jpg'
    path.write_bytes(poster())
    upload = client.upload(
        path, bucket="tests", metadata={"name": "猫", "n": 7}, profile="media", data_type="logo"
    )

    (image,) = images(services)
    assert (image.image_id, upload.replayed, upload.remaining) == (upload.image_id, False, 49)
    assert upload.resets_at is not None
    assert (image.bucket, image.profile, image.data_type) == ("tests", "media", "logo")
    assert image.context == {"name": "猫", "n": 7}
    assert image.original_name == 'odd "name"%0A猫.jpg'
    assert image.file_size == len(poster())


@pytest.mark.parametrize(
    ("give", "name"),
    [
        (lambda path: path, "a.jpg"),
        (lambda path: str(path), "a.jpg"),
        (lambda path: path.read_bytes(), "upload"),
        (lambda path: path.open("rb"), "a.jpg"),
        (lambda path: io.BytesIO(path.read_bytes()), "upload"),
        (lambda path: pipe_of(path.read_bytes()), "upload"),
    ],
)
def test_pictures_come_as_paths_bytes_and_files(
    services: Services,
    client: Client,
    tmp_path: Path,
    give: Callable[[Path], str | Path | bytes | IO[bytes]],
    name: str,
) -> None:
    (tmp_path / "a.jpg").write_bytes(poster())
    picture = give(tmp_path / "a.jpg")
    client.upload(picture, bucket="tests")
    if hasattr(picture, "close"):
        picture.close()

    (image,) = images(services)
    assert (image.file_size, image.original_name) == (len(poster()), name)


def test_an_open_file_is_sent_from_where_it_stands_and_in_pieces(
    services: Services, client: Client
) -> None:
    file = Watched(b"something before" + poster() + b"\0" * 1_000_000)
    file.seek(16)
    client.upload(file, bucket="tests", filename="b.jpg")

    assert images(services)[0].file_size == len(poster()) + 1_000_000
    assert 0 < file.most <= 64 * 1024


def test_a_file_that_becomes_shorter_while_it_is_sent_is_an_error_at_once(client: Client) -> None:
    class Shrinking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            self.truncate(100_000)
            return super().read(size)

    with pytest.raises(FileChanged):
        client.upload(Shrinking(poster() + b"\0" * 1_000_000), bucket="tests")


@pytest.mark.parametrize(
    ("data", "said", "code"),
    [
        (b"%PDF-1.7 and more of it", {}, "unsupported_media_type"),
        (poster()[:900], {}, "image_truncated"),
        (poster(), {"bucket": "../x"}, "invalid_bucket"),
        (poster(), {"profile": "huge"}, "unknown_profile"),
        (poster(), {"callback_url": "https://example.com/"}, "callbacks_closed"),
    ],
)
def test_what_the_service_refuses_is_not_sent_again(
    services: Services,
    client: Client,
    pauses: list[float],
    data: bytes,
    said: dict[str, str],
    code: str,
) -> None:
    with pytest.raises(Refused) as refused:
        client.upload(data, **{"bucket": "tests", **said})

    error = refused.value
    assert error.code == error.problem["code"] == code
    assert error.status == error.problem["status"]
    assert len(error.detail) > 10
    assert pauses == []
    assert images(services) == []


def test_a_file_that_is_too_large_is_refused_though_it_is_not_read(
    open_house: OpenHouse, connect: Connect
) -> None:
    services = open_house(jwt_secret_key=SECRET, max_upload_size_mb=0.1)
    with served(services) as base, pytest.raises(Refused) as refused:
        connect(base).upload(poster() + b"\0" * 30_000_000, bucket="tests")
    assert refused.value.status == 413


def test_a_quota_that_is_used_up_is_not_waited_for(
    open_house: OpenHouse, connect: Connect, pauses: list[float]
) -> None:
    services = open_house(jwt_secret_key=SECRET, rate_limit_max_uploads=1)
    with served(services) as base:
        client = connect(base, patience=0)  # the window may end in a second
        assert client.upload(poster(), bucket="tests").remaining == 0
        with pytest.raises(RateLimited) as limited:
            client.upload(poster(1), bucket="tests")

    assert 0 < (limited.value.retry_after or 0) <= 3600
    assert (pauses, limited.value.code) == ([], "rate_limited")


def test_numbers_that_json_has_not_are_not_sent(client: Client) -> None:
    with pytest.raises(ValueError, match="JSON"):
        client.upload(poster(), bucket="tests", metadata={"a": float("nan")})


def test_a_key_of_ones_own_makes_the_same_upload_of_two(services: Services, client: Client) -> None:
    first, second = (
        client.upload(poster(), bucket="tests", idempotency_key="mine") for _ in range(2)
    )
    assert (first.job_id, first.replayed) == (second.job_id, not second.replayed)
    assert len(images(services)) == 1


def test_several_are_uploaded_at_once_and_each_has_a_fate_of_its_own(
    services: Services, client: Client, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(poster(1))
    pictures = [poster(), tmp_path / "a.jpg", b"no picture", tmp_path / "nowhere.jpg"]
    outcomes = client.upload_many(pictures, bucket="tests", metadata={"batch": 1})

    assert [outcome.picture for outcome in outcomes] == pictures
    assert [outcome.upload is not None for outcome in outcomes] == [True, True, False, False]
    assert isinstance(outcomes[2].error, Refused)
    assert isinstance(outcomes[3].error, FileNotFoundError)
    assert [image.context for image in images(services)] == [{"batch": 1}] * 2


def test_threads_share_a_client(services: Services, client: Client) -> None:
    with ThreadPoolExecutor(8) as threads:
        uploads = list(
            threads.map(lambda seed: client.upload(poster(seed % 4), bucket="tests"), range(24))
        )
        jobs = list(threads.map(lambda upload: client.job(upload.job_id), uploads))

    assert [job.image_id for job in jobs] == [upload.image_id for upload in uploads]
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Image)) == 24


class TestWhoComes:
    def test_a_token_that_is_none_opens_nothing(self, address: str, connect: Connect) -> None:
        for bad in ("x.y.z", token(exp=1)):
            with pytest.raises(NotAllowed) as refused:
                connect(address, token=bad).upload(poster(), bucket="tests")
            assert refused.value.status == 401

    def test_a_function_is_asked_for_a_token_each_time(
        self, address: str, connect: Connect
    ) -> None:
        tokens = [token(), token("bob")]
        client = connect(address, token=lambda: tokens.pop(0))
        upload = client.upload(poster(), bucket="tests")
        with pytest.raises(NotFound):  # it is not Bob's
            client.job(upload.job_id)

    def test_what_stands_in_netrc_does_not_take_its_place(
        self, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        assert client.upload(poster(), bucket="tests").remaining == 49

    @pytest.mark.parametrize("given", [{}, {"token": "a", "api_key": "b"}])
    def test_one_of_both_is_needed(self, given: dict[str, str]) -> None:
        with pytest.raises(ValueError, match="api_key"):
            Client("http://127.0.0.1", **given)


def test_another_server_is_not_taken_for_the_service(address: str, connect: Connect) -> None:
    elsewhere = connect(f"{address}/docs/openapi.json?")
    with pytest.raises(BadAnswer):
        elsewhere.job("x")
    with pytest.raises(ClientError, match="moved to /docs/swagger"):
        connect(f"{address}/docs#").job("x")
    with pytest.raises(ClientError, match="cannot be asked"):
        connect("nonsense").job("x")
