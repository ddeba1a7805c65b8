"""Upstream, clocks, disks, codecs and extras."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.house.small_disk import small_disk
from tests.ops.doctor.conftest import Open, told
from tvdbproxy.embedded.sample import SampleServer
from tvdbproxy.imaging.limits import Budget
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.ops.doctor import clock, codecs, disk, extras, upstream
from tvdbproxy.ops.doctor.extras import _Extra, _of_one


def _of(sample: SampleServer) -> dict[str, Any]:
    site = urlsplit(sample.base_url).netloc
    return {"tvdb_base_url": sample.base_url, "fetch_private_hosts": (site,)}


@pytest.mark.parametrize(
    ("key", "status", "remedy"),
    [("any", "ok", ""), ("wrong", "failed", "Correct TVDB_API_KEY"), ("", "failed", "Set TVDB")],
)
def test_upstream_is_logged_in_to(
    open_: Open, sample: SampleServer, key: str, status: str, remedy: str
) -> None:
    (finding,) = upstream.look(open_(**_of(sample), tvdb_api_key=key))
    assert finding.status.value == status
    assert finding.remedy.startswith(remedy)


def test_an_upstream_that_may_not_be_fetched_from_is_told_how_it_may(
    open_: Open, sample: SampleServer
) -> None:
    (finding,) = upstream.look(open_(tvdb_base_url=sample.base_url, tvdb_api_key="any"))
    assert finding.status.value == "failed"
    assert "FETCH_PRIVATE_HOSTS" in finding.remedy


@contextmanager
def _server_ahead(seconds: float) -> Iterator[str]:
    """A server whose clock is ahead; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(time.time() + seconds)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("ahead", "status"),
    [(0, "ok"), (60, "warning"), (-60, "warning"), (3600, "failed"), (-3600, "failed")],
)
def test_clocks_that_differ_are_told_of(open_: Open, ahead: float, status: str) -> None:
    with _server_ahead(ahead) as url:
        patient = open_(
            storage_backend="s3",
            s3_endpoint_url=url,
            s3_access_key_id="a",
            s3_secret_access_key="b",
            tvdb_base_url=f"{url}/v4",
            fetch_private_hosts=(urlsplit(url).netloc,),
        )
        found = told(clock.look(patient))
    assert (found["clock.s3"], found["clock.upstream"]) == (status, status)
    assert (found["clock.database"], found["clock.redis"]) == ("skipped", "skipped")


def test_room_on_disks_is_looked_at(open_: Open, tmp_path: Path) -> None:
    found = told(disk.look(open_()))
    assert found.keys() == {"disk.database", "disk.objects", "disk.temporary"}
    with small_disk(tmp_path / "small", "4m") as folder:
        patient = open_(storage_path=folder / "objects" / "deeper")
        assert told(disk.look(patient))["disk.objects"] == "failed"


def test_every_format_is_written_and_read(open_: Open) -> None:
    found = told(codecs.look(open_()))
    assert {found[f"codec.{name}"] for name in ("webp", "avif", "jpeg", "png")} == {"ok"}


def test_children_that_cannot_work_have_failed(open_: Open) -> None:
    starved = replace(open_(), open_pool=lambda: ImagePool(1, Budget(memory_mb=24)))
    found = told(codecs.look(starved))
    assert {found[f"codec.{name}"] for name in ("webp", "avif", "jpeg", "png")} == {"failed"}


def test_more_memory_than_there_is_is_warned_of(open_: Open) -> None:
    greedy = open_(image_children=64, image_child_memory_mb=65536)
    assert told(codecs.look(greedy))["children.memory"] == "warning"


def test_a_child_that_may_take_more_than_it_should_has_failed(open_: Open) -> None:
    assert told(codecs.look(open_()))["children"] == "ok"
    generous = replace(open_(), open_pool=lambda: ImagePool(1, Budget(memory_mb=2048)))
    assert told(codecs.look(generous))["children"] == "failed"


def test_a_model_that_is_not_there_has_failed(open_: Open, tmp_path: Path) -> None:
    patient = open_(segmentation_model_path=str(tmp_path / "no.onnx"))
    assert any(f.status.value == "failed" and "no.onnx" in f.seen for f in extras.look(patient))


@pytest.mark.parametrize(("wanted", "status"), [(True, "failed"), (False, "skipped")])
def test_an_extra_that_is_not_there_has_failed_where_it_is_asked_for(
    wanted: bool, status: str
) -> None:
    finding = _of_one(_Extra("faces", ("no_such_module",), "ANALYSIS_FACES", wanted))
    assert finding.status.value == status
    assert ("pip install 'tvdbproxy[faces]'" in finding.remedy) is wanted
