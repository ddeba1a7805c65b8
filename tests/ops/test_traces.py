"""Spans as a collector gets them: over HTTP, decoded."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.house.artwork_host import ArtworkHost, artwork_host
from tests.house.house import (
    ADMIN_KEY,
    OpenHouse,
    clean_environment,
    image_pool,
    open_house,
)
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, hang
from tests.house.waiting import eventually
from tvdbproxy.ops.traces import open_traces
from tvdbproxy.web.app import create_app
from workers.run import start_worker

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house"]

CALLER = "0af7651916cd43dd8448eb211c80319c"
WITHOUT = """
import logging, sys
logging.basicConfig(format="%(levelname)s %(message)s")
sys.modules["opentelemetry"] = None
from tvdbproxy.ops.traces import open_traces
print(open_traces({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}))
"""


@dataclass
class Collector:
    """An OTLP receiver."""

    url: str = ""
    spans: list[Any] = field(default_factory=list)
    services: set[str] = field(default_factory=set)

    def take(self, body: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            told = {each.key: each.value.string_value for each in resource.resource.attributes}
            self.services.add(told["service.name"])
            for scope in resource.scope_spans:
                self.spans += scope.spans

    def named(self, name: str) -> Any:
        (found,) = [span for span in self.spans if span.name == name]
        return found

    def inside(self, span: Any) -> set[str]:
        return {each.name for each in self.spans if each.parent_span_id == span.span_id}


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    collected = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            collected.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    collected.url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collected.url)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    yield collected
    server.shutdown()
    thread.join()
    server.server_close()


def test_one_trace_leads_from_the_request_to_the_stages_of_the_worker(
    collector: Collector, open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    services = open_house()
    artwork_host.show(PATH, poster())
    hang(services.database)
    answer = (
        create_app(services)
        .test_client()
        .post(
            "/api/v1/admin/sync/images/missing?limit=1",
            headers={
                "Authorization": f"Bearer {ADMIN_KEY}",
                "traceparent": f"00-{CALLER}-b7ad6b7169203331-01",
            },
        )
    )
    assert answer.status_code == 202, answer.text
    worker = start_worker(services, 1)
    try:
        eventually(lambda: artwork(services.database).state == "ready")
    finally:
        worker.stop()
    services.close()

    request = collector.named("POST /api/v1/admin/sync/images/missing")
    sent = collector.named("send sync_all_missing_images")
    worked = collector.named("work sync_all_missing_images")
    made = collector.named("work process_artwork")
    assert request.trace_id.hex() == CALLER
    assert request.parent_span_id.hex() == "b7ad6b7169203331"
    assert sent.parent_span_id == request.span_id
    assert worked.parent_span_id == sent.span_id
    assert collector.named("send process_artwork").parent_span_id == worked.span_id
    assert {span.trace_id for span in (sent, worked, made)} == {request.trace_id}
    stages = {f"stage artwork {name}" for name in ("fetch", "process", "store", "record")}
    assert stages | {"call pictures fetch"} <= collector.inside(made)
    process = collector.named("stage artwork process")
    assert made.start_time_unix_nano <= process.start_time_unix_nano
    assert process.end_time_unix_nano <= made.end_time_unix_nano
    assert collector.services == {"tvdbproxy"}


def test_a_failure_is_an_error_where_it_happened(
    collector: Collector, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "pictures")
    services = open_house()
    hang(services.database)  # upstream has no such file
    client = create_app(services).test_client()
    assert client.get("/images/series/1/poster/medium").status_code == 404
    services.close()
    fetched, asked = collector.named("stage artwork fetch"), collector.spans[-1]
    assert (fetched.status.code, fetched.status.message) == (2, "upstream_missing")
    assert asked.name.startswith("GET /images/<content_type>")
    assert asked.status.code == 0  # that there is none is no fault of ours
    assert collector.services == {"pictures"}


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": ""},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_TRACES_EXPORTER": "none"},
    ],
)
def test_without_an_endpoint_there_are_no_traces(environ: dict[str, str]) -> None:
    assert open_traces(environ) is None


def test_another_protocol_is_told_not_to_be_spoken(
    collector: Collector, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    given = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
    }
    traces = open_traces(given)
    assert traces is not None
    traces.close()
    assert "grpc is not spoken here" in caplog.text


def test_an_endpoint_without_the_extra_is_told_in_a_line() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "None\n"
    (line,) = ended.stderr.splitlines()
    assert line.startswith("ERROR OTEL_EXPORTER_OTLP_ENDPOINT is set, but there is no opentel")
    assert line.endswith("Install tvdbproxy[traces].")
