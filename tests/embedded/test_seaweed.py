"""The embedded S3 server, for real."""

from __future__ import annotations

import stat
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tvdbproxy.embedded.loopback import status_of
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.seaweed import draw_seaweed_ports, find_weed, seaweed_program
from tvdbproxy.embedded.start import start_and_wait

BUCKETS = ("originals", "thumbnails")


class Seaweed:
    """One data directory, started again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def program(self) -> Program:
        self.ports = draw_seaweed_ports(FreePorts())
        weed = find_weed()
        self.started = seaweed_program(weed, self.folder, self.ports, BUCKETS, "key", "secret")
        return self.started

    def client(self, secret: str = "secret"):  # type: ignore[no-untyped-def]
        return boto3.client(
            "s3",
            endpoint_url=self.ports.endpoint_url,
            aws_access_key_id="key",
            aws_secret_access_key=secret,
            region_name="us-east-1",
            config=Config(retries={"total_max_attempts": 1}, proxies={}),
        )

    def put(self, key: str) -> None:
        self.client().put_object(Bucket="originals", Key=key, Body=b"x" * 50_000)

    def keys(self) -> list[str]:
        listed = self.client().list_objects_v2(Bucket="originals").get("Contents", [])
        return [entry["Key"] for entry in listed]


def test_objects_survive_a_stop_and_a_kill_and_other_ports(tmp_path: Path) -> None:
    seaweed = Seaweed(tmp_path)
    first = start_and_wait(seaweed.program())
    seaweed.put("a/first")
    first.stop()
    assert first.exit_code() == 0, "it should end by itself when asked to"
    second = start_and_wait(seaweed.program())
    seaweed.put("a/second")
    second.kill()
    third = start_and_wait(second.program)
    assert seaweed.keys() == ["a/first", "a/second"]
    body = seaweed.client().get_object(Bucket="originals", Key="a/second")["Body"]
    with body:
        assert body.read() == b"x" * 50_000
    third.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    seaweed = Seaweed(tmp_path_factory.mktemp("seaweed"))
    process: Process = start_and_wait(seaweed.program())
    yield seaweed
    process.stop()


def test_it_is_writable_and_has_its_buckets_as_soon_as_it_is_ready(running: Seaweed) -> None:
    running.put("first-write")
    listed = running.client().list_buckets()["Buckets"]
    assert {bucket["Name"] for bucket in listed} == set(BUCKETS)


def test_it_is_closed_to_strangers(running: Seaweed) -> None:
    assert status_of(f"{running.ports.endpoint_url}/originals") == 403
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        running.client(secret="guessed").list_buckets()


def test_its_keys_are_for_the_owner_alone_and_on_no_command_line(running: Seaweed) -> None:
    assert stat.S_IMODE((running.folder / "s3-keys.json").stat().st_mode) == 0o600
    assert "secret" not in " ".join(running.started.argv)


def test_a_person_can_look_through_the_files(running: Seaweed) -> None:
    assert status_of(running.ports.browser_url) == 200


def test_nobody_changes_files_where_people_look_at_them(running: Seaweed) -> None:
    assert status_of(f"{running.ports.browser_url}originals/x", "PUT", b"x") == 405
    assert status_of(f"{running.ports.browser_url}originals", "DELETE") == 405
