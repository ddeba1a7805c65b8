"""The checks at the ingest door, as requests meet them (A1, A2, A3)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.house.artwork_host import ArtworkHost
from tests.house.house import ADMIN_KEY, OpenHouse
from tests.house.signers import SECRET, key_set, rsa_signer, shared
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.web import users
from tvdbproxy.web.app import create_app
from tvdbproxy.web.upload_quota import take_uploads
from tvdbproxy.wiring import Services

MEDIA_KEY, EVENTS_TOKEN = "media-0123456789", "events-0123456789"
CONFIGURED = {
    "jwt_secret_key": SECRET,
    "media_api_key": MEDIA_KEY,
    "s3_events_token": EVENTS_TOKEN,
    "login_rate_limit": "1000/minute",
}
TOKEN = shared()
DOORS = ("/user", "/either", "/media", "/events")

Enter = Callable[..., Any]


def opened(services: Services) -> FlaskClient:
    """A client of the application with a route behind each check, and one that counts."""
    app = create_app(services)

    def behind(check: Callable[[Services], Any]) -> Callable[[], dict[str, Any]]:
        def view() -> dict[str, Any]:
            found = check(services)
            return {} if found is None else {"id": users.caller().id, "admin": found.is_admin}

        return view

    checks = (users.user_only, users.user_or_key, users.media_only, users.events_only)
    for path, check in zip(DOORS, checks, strict=True):
        app.add_url_rule(path, path, behind(check), methods=["POST"])

    def upload() -> dict[str, Any]:
        user = users.user_only(services)
        with services.database.write() as session:
            take_uploads(session, services.settings.ingest, user.id)
        return {}

    app.add_url_rule("/upload", "upload", upload, methods=["POST"])
    return app.test_client()


@pytest.fixture
def house(open_house: OpenHouse) -> Services:
    return open_house(**CONFIGURED)


@pytest.fixture
def door(house: Services) -> FlaskClient:
    return opened(house)


def bearer(text: str, scheme: str = "Bearer") -> dict[str, str]:
    return {"Authorization": f"{scheme} {text}"}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/user", TOKEN),
        ("/either", TOKEN),
        ("/media", MEDIA_KEY),
        ("/events", EVENTS_TOKEN),
    ],
)
def test_each_door_opens_to_its_own(door: FlaskClient, path: str, text: str, scheme: str) -> None:
    answer = door.post(path, headers=bearer(text, scheme))
    assert answer.status_code == 200
    assert answer.json == ({"id": "ada", "admin": False} if text == TOKEN else {})


def test_a_key_opens_as_x_api_key_where_either_may_come(house: Services, door: FlaskClient) -> None:
    with house.database.write() as session:
        issued = keys.create(session, Traits(name="Ada"))
    answer = door.post("/either", headers={"X-API-Key": issued.text})
    assert answer.json == {"id": f"key:{issued.key.id}", "admin": False}
    assert door.post("/either", headers={"X-API-Key": ADMIN_KEY}).json["admin"] is True
    for path in ("/user", "/media", "/events"):
        assert door.post(path, headers={"X-API-Key": issued.text}).status_code == 401


@pytest.mark.proves("A1", "A3")
def test_no_door_opens_to_anything_else(door: FlaskClient) -> None:
    right = {"/user": [TOKEN], "/either": [TOKEN], "/media": [MEDIA_KEY],
             "/events": [EVENTS_TOKEN]}  # fmt: skip
    texts = [TOKEN, MEDIA_KEY, EVENTS_TOKEN, ADMIN_KEY, "x", "", "\xe9" * 40, "x" * 100_000]
    texts += [shared(exp=0), shared("x" * 64), f"{TOKEN} {TOKEN}", f'"{MEDIA_KEY}"']
    for path, text in product(DOORS, texts):
        wrong = [bearer(text, "Basic"), bearer(text, "Token"), {"Authorization": text}]
        if text not in right[path]:
            wrong.append(bearer(text))
        if text != ADMIN_KEY or path != "/either":
            wrong.append({"X-API-Key": text})
        for headers in ({}, *wrong, {"Cookie": f"Authorization=Bearer {text}"}):
            answer = door.post(path, headers=headers)
            assert answer.status_code == 401, (path, headers)
            assert answer.json["code"] == "unauthorized"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.headers["Cache-Control"] == "no-store"
            assert not any(each.encode() in answer.data for each in (MEDIA_KEY, EVENTS_TOKEN))


@pytest.mark.proves("A3")
def test_doors_that_nobody_configured_are_closed_and_say_so(open_house: OpenHouse) -> None:
    door = opened(open_house())
    for path, code in (("/user", "ingest"), ("/media", "media"), ("/events", "events")):
        for headers in ({}, bearer(""), bearer(TOKEN), bearer(MEDIA_KEY)):
            answer = door.post(path, headers=headers)
            assert (answer.status_code, answer.json["code"]) == (403, f"{code}_closed")


@pytest.mark.proves("A2")
@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/media", bearer(MEDIA_KEY)),
        ("/events", bearer(EVENTS_TOKEN)),
        ("/either", {"X-API-Key": ADMIN_KEY}),
    ],
)
def test_who_guesses_keys_has_to_wait(
    open_house: OpenHouse, path: str, right: dict[str, str]
) -> None:
    door = opened(open_house(**{**CONFIGURED, "login_rate_limit": "3/day"}))
    wrong = {name: value + "x" for name, value in right.items()}
    statuses = [door.post(path, headers=wrong).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    refused = door.post(path, headers=wrong)
    assert 1 <= int(refused.headers["Retry-After"]) <= 86_400
    assert refused.json["code"] == "rate_limited"
    assert door.post(path, headers=right).status_code == 200


def test_keys_of_an_issuer_are_fetched_from_where_the_settings_say(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/jwks", key_set(rsa_signer()))
    url = f"{artwork_host.url}/jwks"
    door = opened(open_house(jwt_jwks_url=url, jwt_audience="pictures"))
    token = rsa_signer().token(aud="pictures")
    assert door.post("/user", headers=bearer(token)).json["id"] == "ada"
    other = rsa_signer().token(aud="others")
    assert door.post("/user", headers=bearer(other)).status_code == 401


def test_an_issuer_that_is_away_is_no_fault_of_the_user(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    door = opened(open_house(jwt_jwks_url=f"{artwork_host.url}/nowhere"))
    answer = door.post("/user", headers=bearer(rsa_signer().token()))
    assert (answer.status_code, answer.json["code"]) == (503, "jwks_unavailable")
    assert answer.headers["Retry-After"] == "10"
    assert artwork_host.url.encode() not in answer.data


def test_an_issuer_in_a_private_network_that_is_not_listed_is_not_asked(
    open_house: OpenHouse, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/jwks", key_set(rsa_signer()))
    door = opened(open_house(jwt_jwks_url=f"{artwork_host.url}/jwks", fetch_private_hosts=()))
    answer = door.post("/user", headers=bearer(rsa_signer().token()))
    assert (answer.status_code, answer.json["code"]) == (503, "jwks_unavailable")
    assert artwork_host.asked == []


def test_answers_say_what_is_left_of_the_quota(open_house: OpenHouse) -> None:
    door = opened(open_house(**CONFIGURED, rate_limit_max_uploads=2))
    answers = [door.post("/upload", headers=bearer(shared())) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    for answer in answers:
        assert answer.headers["X-RateLimit-Limit"] == "2"
        assert answer.headers["X-RateLimit-Reset"].endswith(":00:00Z")
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 3600
    assert answers[2].json["code"] == "rate_limited"
    assert "X-RateLimit-Limit" not in door.post("/user", headers=bearer(shared())).headers
    assert door.post("/upload", headers=bearer(shared(sub="bob"))).status_code == 200
