"""The ingest door in figures."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.house.house import ADMIN_KEY, OpenHouse
from tests.house.uploads import SECRET, as_user, upload, work_off
from tvdbproxy.ingest import pipeline
from tvdbproxy.wiring import Services


@pytest.fixture
def services(open_house: OpenHouse) -> Services:
    return open_house(jwt_secret_key=SECRET)


def test_a_house_with_all_its_servers_is_healthy(client: FlaskClient) -> None:
    answer = client.get("/api/v1/health")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "healthy")


def test_the_figures_count_jobs_and_pictures(services: Services, client: FlaskClient) -> None:
    work_off(services, upload(client))
    upload(client, user="bob")

    figures = client.get("/api/v1/health/stats").get_json()

    assert figures["status_breakdown"] == {
        "pending": 1,
        "processing": 0,
        "completed": 1,
        "failed": 0,
        "retrying": 0,
    }
    assert figures["performance_24h"]["completed_24h"] == 1
    assert figures["performance_24h"]["avg_processing_time_seconds"] >= 0
    assert figures["storage"] == {"total_images": 2, "total_jobs": 2}
    assert figures["workers"] == figures["celery"] == {"active_workers": 1, "active_tasks": 0}


def test_without_jobs_there_is_no_average(client: FlaskClient) -> None:
    figures = client.get("/api/v1/health/stats").get_json()
    assert figures["performance_24h"] == {
        "completed_24h": 0,
        "avg_processing_time_seconds": None,
    }


def test_who_failed_is_shown_to_the_owner_and_to_admins(
    services: Services, client: FlaskClient
) -> None:
    accepted = upload(client).get_json()
    for info in list(services.stores.originals.list()):
        services.stores.originals.delete(info.key)

    pipeline.run(services.ingest, accepted["job_id"])

    def shown(headers: dict[str, str]) -> list[str]:
        found = client.get("/api/v1/health/failed?limit=5", headers=headers).get_json()
        assert found["count"] == len(found["failed_jobs"])
        return [job["error_code"] for job in found["failed_jobs"]]

    assert shown(as_user()) == ["upload_lost"]
    assert shown(as_user("bob")) == []
    assert shown({"X-API-Key": ADMIN_KEY}) == ["upload_lost"]
    assert client.get("/api/v1/health/failed").status_code == 401
