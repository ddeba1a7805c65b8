"""One name from a request to the lines of the worker that does what follows from it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.house.titles import hang
from tests.house.waiting import eventually
from tvdbproxy.logs.formats import Json
from tvdbproxy.wiring import Services
from workers.run import start_worker


class Lines(logging.Handler):
    """What a program would read, as it was when it was logged."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Json())
        self.told: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(json.loads(self.format(record)))


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    handler, root = Lines(), logging.getLogger("tvdbproxy")
    level, root.level = root.level, logging.INFO
    root.addHandler(handler)
    yield handler.told
    root.removeHandler(handler)
    root.level = level


def test_a_request_is_named_in_its_answer(client: FlaskClient) -> None:
    one, other = (client.get("/healthz").headers["X-Request-ID"] for _ in range(2))
    assert len(one) == 32
    assert one != other


def test_a_client_may_name_its_request(client: FlaskClient) -> None:
    for path, status in (("/healthz", 200), ("/nowhere", 404)):
        answer = client.get(path, headers={"X-Request-ID": "order-66.b_1"})
        assert (answer.status_code, answer.headers["X-Request-ID"]) == (status, "order-66.b_1")


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, '"}', "ä", "a\tb"])
def test_what_would_not_be_safe_in_a_line_is_replaced(client: FlaskClient, name: str) -> None:
    named = client.get("/healthz", headers={"X-Request-ID": name}).headers["X-Request-ID"]
    assert len(named) == 32


def test_an_answer_from_memory_has_nobody_elses_name(stored: Services, client: FlaskClient) -> None:
    url = "/images/series/1/poster/medium"
    first = client.get(url, headers={"X-Request-ID": "first"})
    assert first.headers["X-Request-ID"] == "first"
    assert "X-Request-ID" not in client.get(url).headers


def test_the_worker_that_does_it_names_the_request(
    services: Services, client: FlaskClient, admin: dict[str, str], lines: list[dict[str, Any]]
) -> None:
    hang(services.database)  # upstream has no such picture, which the worker says
    answer = client.post(
        "/api/v1/admin/sync/images/missing", headers={**admin, "X-Request-ID": "order-66"}, json={}
    )
    assert answer.status_code == 202, answer.text
    worker = start_worker(services, 1)
    try:
        (line,) = eventually(lambda: [line for line in lines if line.get("artwork_id") == "11"])
    finally:
        worker.stop()
    assert line["request_id"] == "order-66"
    assert line["actor"] == "process_artwork"
    assert line["message_id"]
