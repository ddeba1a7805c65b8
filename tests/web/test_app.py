"""What operators and programs read: readiness, metrics, the OpenAPI document, facts."""

from __future__ import annotations

import base64
import re
import shutil
import socket
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, hang, variants
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.wiring import Services

OpenDoor = Callable[[Services], FlaskClient]
# Nobody listens on port 9 of this machine.
NOBODY = "127.0.0.1:9"


def test_a_well_house_is_alive_and_ready(client: FlaskClient) -> None:
    alive = client.get("/healthz")
    assert (alive.status_code, alive.json["status"]) == (200, "ok")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "ready")
    parts = ("database", "migrations", "queue", "originals", "thumbnails")
    assert answer.json["parts"] == dict.fromkeys(parts, "ok")
    assert answer.json["problems"] == {}
    assert answer.headers["Cache-Control"] == alive.headers["Cache-Control"] == "no-store"


def test_without_its_queue_it_is_not_ready_and_still_serves(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost, admin: dict[str, str]
) -> None:
    services = open_house(broker_url=f"redis://{NOBODY}/0")
    artwork_host.show(PATH, poster())
    hang(services.database)
    client = open_door(services)

    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json["problems"]) == {"queue"}
    assert answer.json["parts"]["queue"] == "failed"
    assert answer.json["parts"]["database"] == "ok"
    assert client.get("/images/series/1/poster/medium").status_code == 200
    accepted = client.post("/api/v1/admin/sync/images/missing", headers=admin)
    assert (accepted.status_code, accepted.json["queued"]) == (202, False)
    assert client.get("/metrics").status_code == 200
    assert client.get("/healthz").status_code == 200


@pytest.mark.proves("F3")
@pytest.mark.timeout(10)
def test_a_queue_that_is_silent_holds_no_request_up(
    open_house: OpenHouse, open_door: OpenDoor, admin: dict[str, str]
) -> None:
    """With the client's own patience it would be minutes."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        client = open_door(open_house(broker_url=f"redis://127.0.0.1:{port}/0"))
        accepted = client.post("/api/v1/admin/sync/images/missing", headers=admin)
    assert (accepted.status_code, accepted.json["queued"]) == (202, False)


def test_without_its_store_it_is_not_ready_and_says_which(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    client = open_door(
        open_house(
            storage_backend="s3",
            s3_endpoint_url=f"http://{NOBODY}",
            s3_access_key_id="a",
            s3_secret_access_key="b",
        )
    )
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json["problems"]) == {"originals", "thumbnails"}
    picture = client.get("/images/series/1/poster/medium")
    assert picture.status_code == 503
    assert picture.json["code"].startswith("storage_")


def test_without_its_database_it_is_not_ready_and_serves_what_is_stored(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    whole = open_house()
    artwork_host.show(PATH, poster())
    hang(whole.database)
    run(whole.kitchen, 11)
    client = open_door(open_house(database_url=f"postgresql://nobody@{NOBODY}/nothing"))

    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert {"database"} <= set(answer.json["problems"])
    assert client.get("/images/series/1/poster/medium").status_code == 200
    cold = client.get("/images/series/1/poster/w92")
    assert (cold.status_code, cold.json["code"]) == (503, "database_unavailable")


def test_on_an_old_schema_it_is_not_ready(open_house: OpenHouse, open_door: OpenDoor) -> None:
    services = open_house(database_url="sqlite:///empty.db")
    answer = open_door(services).get("/readyz")
    assert answer.status_code == 503
    assert "tvdbproxy migrate" in answer.json["problems"]["migrations"]


def test_metrics_are_what_prometheus_reads(
    services: Services, client: FlaskClient, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    client.get("/images/series/1/poster/medium")
    client.get("/images/series/2/poster/medium")

    text = client.get("/metrics").get_data(as_text=True)

    families = {family.name: family for family in text_string_to_metric_families(text)}
    requests = {
        (sample.labels["route"], sample.labels["status"]): sample.value
        for sample in families["tvdbproxy_http_requests"].samples
        if sample.name.endswith("_total")
    }
    route = "/images/<content_type>/<content_id>/<image_type>/<size>"
    assert (requests[route, "200"], requests[route, "404"]) == (1, 1)
    assert any(s.labels == {"state": "ready"} for s in families["tvdbproxy_artwork"].samples)


def test_strangers_addresses_make_no_new_series_in_the_metrics(client: FlaskClient) -> None:
    for number in range(20):
        client.get(f"/nowhere/{number}")
    assert "nowhere" not in client.get("/metrics").get_data(as_text=True)


def test_the_openapi_document_names_every_door(client: FlaskClient) -> None:
    document = client.get("/docs/openapi.json").json
    assert document["openapi"].startswith("3.")
    paths = document["paths"]
    for path, method in (
        ("/images/{content_type}/{content_id}/{image_type}/{size}", "get"),
        ("/api/v1/images/artwork/{artwork_id}", "get"),
        ("/api/v1/images/storage/stats", "get"),
        ("/api/v1/admin/sync/images/{content_type}/{content_id}", "post"),
        ("/api/v1/admin/sync/images/missing", "post"),
        ("/api/v1/admin/sync/images/cleanup", "post"),
        ("/api/v1/admin/sync/images/verify", "post"),
        ("/api/v1/admin/tasks/{task_id}", "get"),
    ):
        operation = paths[path][method]
        assert operation["summary"]
        assert operation["responses"]
    for path, item in paths.items():
        names = set(re.findall(r"{(\w+)}", path))
        for operation in item.values():
            given = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert given == names, path
    schemas = document["components"]["schemas"]
    for used in re.findall(r'"#/components/schemas/([^"]+)"', str(document).replace("'", '"')):
        assert used in schemas


def test_the_documentation_needs_no_other_server(client: FlaskClient) -> None:
    page = client.get("/docs", follow_redirects=True)
    assert page.status_code == 200
    html = page.get_data(as_text=True)
    assert not re.findall(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", html)
    for asset in re.findall(r"""(?:src|href)="(/[^"]+)""", html):
        assert client.get(asset).status_code == 200


def test_an_artwork_tells_all_that_is_known_of_it(
    services: Services, client: FlaskClient, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    waiting = client.get("/api/v1/images/artwork/11").json
    assert (waiting["state"], waiting["variants"]) == ("pending", [])
    run(services.kitchen, 11)

    told = client.get("/api/v1/images/artwork/11").json

    row, made = artwork(services.database), variants(services.database)
    assert told["upstream_url"] == artwork_host.url + PATH
    assert told["local_image_url"] == row.local_image_url
    assert (told["width"], told["height"], told["format"]) == (340, 500, "jpeg")
    assert re.fullmatch("#[0-9a-f]{6}", told["dominant_color"])
    assert base64.b64decode(told["placeholder"])
    assert len(told["variants"]) == len(made) == 5
    for variant in told["variants"]:
        row_of = made[variant["size"], variant["format"]]
        assert (variant["width"], variant["bytes"]) == (row_of.width, row_of.bytes)
        answer = client.get(variant["url"])
        assert int(answer.headers["Content-Length"]) == variant["bytes"]
        assert "immutable" in answer.headers["Cache-Control"]


def test_statistics_count_what_is_stored(
    services: Services, client: FlaskClient, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)

    buckets = client.get("/api/v1/images/storage/stats").json["buckets"]

    listed = list(services.stores.thumbnails.list())
    assert buckets["thumbnails"]["total_objects"] == len(listed) == 5
    assert buckets["thumbnails"]["total_size_bytes"] == sum(info.size for info in listed)
    assert buckets["originals"]["total_objects"] == 1
    assert buckets["originals"]["total_size_bytes"] == len(poster())
    assert buckets["originals"]["total_size_mb"] == round(len(poster()) / 2**20, 2)
    assert set(buckets["thumbnails"]["by_content_type"]) == {"series"}
    assert len(buckets["thumbnails"]["by_size"]) == 5


def test_json_may_be_read_only_by_the_origins_given(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    client = open_door(open_house(cors_origins=("https://mine.example",)))
    path = "/api/v1/images/storage/stats"
    mine = client.get(path, headers={"Origin": "https://mine.example"})
    other = client.get(path, headers={"Origin": "https://other.example"})
    assert mine.headers["Access-Control-Allow-Origin"] == "https://mine.example"
    assert "Origin" in mine.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.proves("H1")
@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Forwarded-Proto"])
def test_a_spoofed_host_changes_no_address(
    services: Services, client: FlaskClient, artwork_host: ArtworkHost, header: str
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    spoofed = client.get("/api/v1/images/artwork/11", headers={header: "evil.example"})
    assert spoofed.data == client.get("/api/v1/images/artwork/11").data
    assert b"evil" not in spoofed.data


def test_the_store_can_vanish_and_come_back(
    services: Services, client: FlaskClient, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    storage = services.settings.storage
    shutil.rmtree(storage.storage_path / storage.s3_bucket_thumbnails)
    services.hot.clear()

    assert client.get("/images/series/1/poster/medium").status_code in (200, 503)
