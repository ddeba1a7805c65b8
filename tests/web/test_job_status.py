"""The status of jobs in front of Flask: the same answers, and never an old one."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from tests.house.house import OpenHouse
from tests.house.uploads import SECRET, as_user, token, upload, work_off
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services

ROUTE = "/api/v1/images/jobs/<job_id>"


class Door:
    """A client, and what of its requests Flask has seen."""

    def __init__(self, services: Services) -> None:
        self.app = create_app(services)
        self.seen_by_flask = 0
        self.app.before_request(self._count)
        self.client = self.app.test_client()
        self.uploaded = upload(self.client)
        self.job_id: str = self.uploaded.get_json()["job_id"]
        self.url = f"/api/v1/images/jobs/{self.job_id}"

    def ask(self, url: str = "", **given: Any) -> tuple[TestResponse, bool]:
        """The answer, and whether Flask gave it."""
        before = self.seen_by_flask
        answer = self.client.open(url or self.url, **{"headers": as_user(), **given})
        return answer, self.seen_by_flask > before

    def _count(self) -> None:
        self.seen_by_flask += 1


@pytest.fixture
def services(open_house: OpenHouse) -> Services:
    return open_house(jwt_secret_key=SECRET)


@pytest.fixture
def door(services: Services) -> Door:
    return Door(services)


def test_the_second_answer_is_the_first_without_flask(door: Door) -> None:
    first, by_flask = door.ask()
    second, by_flask_again = door.ask()

    assert (by_flask, by_flask_again) == (True, False)
    assert (second.status, second.data) == (first.status, first.data)
    first.headers.remove("X-Request-ID")  # of each request that the application sees
    assert sorted(second.headers) == sorted(first.headers)


def test_it_tells_how_the_job_is_now(services: Services, door: Door) -> None:
    door.ask()
    assert door.ask()[0].get_json()["status"] == "pending"
    work_off(services, door.uploaded)
    answer, by_flask = door.ask()
    assert (answer.get_json()["status"], by_flask) == ("completed", False)
    assert answer.get_json()["completed_at"].endswith("Z")
    door.client.delete(f"/api/v1/images/{answer.get_json()['image_id']}", headers=as_user())
    assert door.ask()[0].status_code == 404


def test_whoever_may_not_know_hears_what_flask_says(door: Door) -> None:
    door.ask()
    for headers, status in (
        (as_user("bob"), 404),
        ({}, 401),
        ({"Authorization": f"Bearer {token(exp=1)}"}, 401),
        ({"Authorization": "Bearer x.y.z"}, 401),
        ({"Authorization": "Basic x"}, 401),
    ):
        answer, by_flask = door.ask(headers=headers)
        assert (answer.status_code, by_flask) == (status, True)
        assert answer.content_type == "application/problem+json"


def test_what_is_not_the_plain_question_is_flasks(door: Door) -> None:
    door.ask()
    page = as_user() | {"Origin": "https://app.example.com"}
    for given in ({"method": "HEAD"}, {"method": "POST"}, {"headers": page}):
        assert door.ask(**given)[1]
    for url in (f"{door.url}/result", f"{door.url}/", "/api/v1/images/jobs/x"):
        assert door.ask(url)[1]
    assert door.ask(f"{door.url}?x=1")[0].get_json()["job_id"] == door.job_id


def test_it_is_counted_as_any_other(door: Door) -> None:
    for _ in range(3):
        door.ask()
    text = door.client.get("/metrics", headers={"X-API-Key": "the-admin-key"}).get_data(True)
    counted = [
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.labels.get("route") == ROUTE and sample.name.endswith("_total")
    ]
    assert counted == [3]
