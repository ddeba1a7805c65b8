"""The addresses by which owners fetch what they gave from the S3 server itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house.house import OpenHouse
from tests.house.incoming import OpenIncoming, house, open_incoming
from tests.house.media import PHOTO, change, image_of, staged
from tests.house.tcp_proxy import wire_to
from tests.house.uploads import SECRET, as_user
from tests.servers.s3 import S3Server
from tvdbproxy.db.models import ImageState
from tvdbproxy.wiring import Services

__all__ = ["house", "open_incoming"]

OpenDoor = Callable[[Services], FlaskClient]


def ask(door: FlaskClient, image_id: str, user: str = "ann") -> TestResponse:
    return door.get(f"/api/v1/images/{image_id}/source", headers=as_user(user))


def test_the_address_leads_its_owner_to_the_very_bytes_that_he_gave(
    house: Services, open_door: OpenDoor
) -> None:
    _, image_id = staged(house)
    before = datetime.now(UTC).replace(microsecond=0)
    answer = ask(open_door(house), image_id)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    told = answer.get_json()

    fetched = requests.get(told["url"], timeout=10)
    assert (fetched.status_code, fetched.content) == (200, PHOTO)
    assert fetched.headers["Content-Type"] == told["mime_type"] == "image/jpeg"
    assert told["size_bytes"] == len(PHOTO)
    assert told["expires_in"] == 300
    ends = datetime.fromisoformat(told["expires_at"])
    assert before <= ends - timedelta(seconds=300) <= datetime.now(UTC)


def test_without_its_signature_and_for_anything_but_reading_it_is_closed(
    house: Services, open_door: OpenDoor
) -> None:
    url = ask(open_door(house), staged(house)[1]).get_json()["url"]
    bare = urlunsplit(urlsplit(url)._replace(query=""))
    assert requests.get(bare, timeout=10).status_code == 403
    assert requests.put(url, b"x", timeout=10).status_code == 403
    assert requests.delete(url, timeout=10).status_code == 403
    assert requests.get(url, timeout=10).content == PHOTO


def test_it_is_one_that_clients_can_reach_and_lives_as_long_as_is_set(
    open_incoming: OpenIncoming, open_door: OpenDoor, s3_server: S3Server
) -> None:
    with wire_to(s3_server.endpoint_url) as public:
        services = open_incoming(s3_public_endpoint_url=public.url, source_url_seconds=77)
        told = ask(open_door(services), staged(services)[1]).get_json()
        assert told["url"].startswith(f"{public.url}/")
        assert requests.get(told["url"], timeout=10).content == PHOTO
    signed = parse_qs(urlsplit(told["url"]).query)
    assert (told["expires_in"], signed["X-Amz-Expires"]) == (77, ["77"])


def test_others_and_strangers_get_none(house: Services, open_door: OpenDoor) -> None:
    door, (_, image_id) = open_door(house), staged(house)
    answer = ask(door, image_id, "bob")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_image")
    assert door.get(f"/api/v1/images/{image_id}/source").status_code == 401


@pytest.mark.parametrize(
    ("state", "status", "code"),
    [(ImageState.AWAITED, 409, "image_pending"), (ImageState.FAILED, 404, "image_failed")],
)
def test_what_has_not_arrived_has_none(
    house: Services, open_door: OpenDoor, state: str, status: int, code: str
) -> None:
    _, image_id = staged(house)
    key = image_of(house.database, image_id).source_key
    change(house.database, image_id, state=state, source_key=None)
    answer = ask(open_door(house), image_id)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    change(house.database, image_id, source_key=key)
    assert ask(open_door(house), image_id).status_code == 200


def test_a_directory_has_none_and_the_way_that_there_is_is_named(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    services = open_house(jwt_secret_key=SECRET)
    door, (_, image_id) = open_door(services), staged(services)
    problem = ask(door, image_id)
    assert (problem.status_code, problem.get_json()["code"]) == (409, "no_direct_access")
    assert f"/api/v1/images/{image_id}/direct?size=original" in problem.get_json()["detail"]
