"""Short runs of the request fuzz, and proof that it would notice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Response
from flask_openapi3.openapi import OpenAPI

from tests.fuzz.doors import doors_of
from tests.fuzz.house import passes_of, stocked_house
from tests.fuzz.requests import Asked, Passes, ask, draw, faults_of, fuzz_requests
from tests.fuzz.wire import exchange, fuzz_wire, raw_request
from tests.house.processes import web_server
from tests.servers.database import url_of
from tvdbproxy.db.database import Database
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.web.app import create_app


@contextmanager
def opened(folder: Path, **given: Any) -> Iterator[OpenAPI]:
    with stocked_house(folder, **given) as services:
        yield create_app(services)


@pytest.mark.proves("Q1", "Q3", "Q5", "Q9", "Q11", "Q12", "Q14", "H3", "H4")
def test_no_request_gets_what_it_may_not(
    clean_environment: None, tmp_path: Path, database: Database
) -> None:
    with stocked_house(tmp_path, database_url=url_of(database)) as services:
        app = create_app(services)
        figures = fuzz_requests(app, 2_500, seed=1, passes=passes_of(services))
    assert figures.findings == ()
    assert figures.clean
    assert figures.reached >= figures.doors * 0.9
    assert {200, 202, 302, 400, 401, 404, 405} <= set(figures.statuses)


@pytest.mark.proves("Q7", "Q12")
def test_what_is_hardly_a_request_is_answered_or_hung_up_on(
    clean_environment: None, tmp_path: Path
) -> None:
    with (
        stocked_house(tmp_path) as services,
        web_server(tmp_path, default_values(services.settings)) as address,
    ):
        figures = fuzz_wire(address, doors_of(create_app(services)), 80, seed=1)
        well = exchange(address, b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert figures.findings == ()
    assert {200, 400, 404} <= set(figures.statuses)
    assert well.startswith(b"HTTP/1.1 200")
    log = (tmp_path / "web.log").read_text()
    assert "Traceback" not in log
    assert "panicked" not in log


def test_a_request_can_be_made_again_by_its_seed_and_number(
    clean_environment: None, tmp_path: Path
) -> None:
    with opened(tmp_path) as app:
        doors = doors_of(app)
    assert draw(doors, 1, 5, Passes()) == draw(doors, 1, 5, Passes())
    assert len({draw(doors, 1, number, Passes())[1] for number in range(100)}) > 80
    assert raw_request(doors, 1, 5) == raw_request(doors, 1, 5)


def test_every_door_is_there_with_what_it_understands(
    clean_environment: None, tmp_path: Path
) -> None:
    with opened(tmp_path) as app:
        doors = {door.path: door for door in doors_of(app)}
    assert doors["/images/{content_type}/{content_id}/{image_type}/{size}"].query == ("v",)
    assert doors["/api/v1/admin/sync/images/missing"].asks_for_a_key
    assert set(doors["/api/v1/admin/sync/images/missing"].query) == {"content_type", "limit"}
    assert "q" in doors["/"].query


def test_a_problem_document_is_no_answer_of_the_catalogue() -> None:
    app = OpenAPI(__name__)
    wrong = Response("{}", 404, content_type="application/problem+json")
    app.add_url_rule("/v4/wrong", "wrong", lambda: wrong)
    asked = Asked("GET", "/v4/wrong", "", (), b"")
    assert any("an error as" in fault for fault in faults_of(asked, ask(app, asked)))


WRONG = {
    "a server's error": (Response(status=500), "status 500"),
    "our insides": (Response("Traceback (most recent call last)", 404), "tells of"),
    "no document": (Response("not here", 404, content_type="text/plain"), "an error as"),
    "a half document": (Response("{}", 404, content_type="application/problem+json"), "a problem"),
    "a kept error": (Response(status=404, headers={"Cache-Control": "public"}), "kept by public"),
    "no nosniff": (Response("fine"), "no nosniff"),
    "another host": (Response(status=302, headers={"Location": "//evil.example"}), "leads to"),
    "a cookie": (Response("fine", headers={"Set-Cookie": "a=b"}), "headers"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_noticed(name: str) -> None:
    response, fault = WRONG[name]
    app = OpenAPI(__name__)
    app.add_url_rule("/wrong", "wrong", lambda: response)
    asked = Asked("GET", "/wrong", "", (), b"")
    assert any(fault in found for found in faults_of(asked, ask(app, asked)))
