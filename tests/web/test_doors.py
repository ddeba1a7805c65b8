"""Every route there is has a rule: open to all, a page, or the admin's. New ones too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.house.house import ADMIN_KEY
from tests.house.signers import SECRET, shared
from tvdbproxy.access import keys
from tvdbproxy.access.keys import Issued
from tvdbproxy.access.traits import Traits
from tvdbproxy.wiring import Services

OpenDoor = Callable[[Services], FlaskClient]

# A new route has to be put here, or under /api/v1/admin, or it fails the test below.
OPEN = {
    "/login",
    "/v4/login",
    "/images/<content_type>/<content_id>/<image_type>/<size>",
    "/images/<content_type>/<content_id>/<image_type>/<artwork_id>/<size>",
    "/api/v1/images/<content_type>/<content_id>/<image_type>/<size>",
    "/api/v1/images/<content_type>/<content_id>/<image_type>/<artwork_id>/<size>",
    "/api/v1/images/artwork/<artwork_id>",
    "/api/v1/images/storage/stats",
    "/api/v1/health",
    "/temp_images/<folder>/<name>",
    "/api/v1/health/stats",
    "/api/images/<media_id>",
    "/serve/<media_id>",
    "/api/v1/images/<uuid:image_id>/direct",
    "/api/v1/catalogue/<content_type>/<content_id>/artwork",
    "/api/v1/progress",
    "/banners/<path:path>",
    "/<oldform:path>",
    "/imgproxy/health",
    "/imgproxy/<path:path>",
    "/images/health",
    "/healthz",
    "/readyz",
    "/metrics",
}
PAGES = {
    "/",
    "/title/<content_type>/<content_id>",
    "/title/<path:elsewhere>",
    "/static/<path:filename>",
    "/clients/js/<name>.js",
    "/demo",
    "/docs",
}
# The documentation's come from a package, under one folder.
DOCS = "/docs/"
ADMIN = "/api/v1/admin/"
# The operators' pages open to who is logged in.
DASHBOARD = "/admin/"
LOGIN = "/admin/login"
# TheTVDB's API opens to the token of a key.
CLIENTS = "/v4/"
# Those of the ingest door open to the token of a user.
# For users with a token, or with one of our keys.
USERS_OR_KEYS = {
    "/images/upload-url",
    "/images/status/<processing_id>",
    "/images/list",
    "/images/process/<unique_id>",
    "/images/processed/<unique_id>",
    "/images/image/<unique_id>",
    "/api/v1/health/failed",
}

# For programs that know the key of their door.
PROGRAMS = {
    "/internal/s3-events",
    "/api/media/pending",
    "/api/media/pending/all",
    "/api/media/complete/<pending_image_id>",
    "/api/media/cleanup/<pending_image_id>",
    "/api/media/analysis/<media_id>",
}

USERS = {
    "/api/v1/images/upload",
    "/api/v1/images/upload/batch",
    "/api/v1/images/jobs/<job_id>",
    "/api/v1/images/jobs/<job_id>/result",
    "/api/v1/images/<uuid:image_id>",
    "/api/v1/images/<uuid:image_id>/all",
    "/api/v1/images/<uuid:image_id>/similar",
    "/api/v1/images/<uuid:image_id>/source",
    "/api/v1/images/batch",
}

WORDS = {
    "content_type": "series",
    "content_id": "1",
    "artwork_id": "1",
    "elsewhere": "x",
    "task_id": "0" * 32,
    "key_id": "a" * 12,
    "pending_image_id": "1",
    "media_id": "1",
    "processing_id": "img_1234567890_0a1b2c3d4e5f",
    "unique_id": "00000000-0000-4000-8000-000000000000",
    "callback_id": "00000000-0000-4000-8000-000000000000",
    "job_id": "00000000-0000-4000-8000-000000000000",
    "image_id": "00000000-0000-4000-8000-000000000000",
    "id": "1",
    "slug": "a",
    "language": "eng",
    "lang": "eng",
    "season_type": "default",
    "remoteId": "tt1",
}
WRONG_KEYS: tuple[dict[str, str], ...] = (
    {},
    {"Authorization": "Bearer wrong"},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer "},
    {"Authorization": ADMIN_KEY},
    {"Authorization": f"Basic {ADMIN_KEY}"},
    {"Authorization": f"Token {ADMIN_KEY}"},
    {"Authorization": f"Bearer{ADMIN_KEY}"},
    {"Authorization": f"Bearer {ADMIN_KEY} {ADMIN_KEY}"},
    {"Authorization": f"Bearer {ADMIN_KEY},"},
    {"Authorization": f'Bearer "{ADMIN_KEY}"'},
    {"Authorization": f"Bearer {ADMIN_KEY.upper()}"},
    {"X-API-Key": ADMIN_KEY[:-1]},
    {"X-API-Key": ADMIN_KEY + "x"},
    {"X-API-Key": "\xe9" * 40},
    {"X-API-Key": "x" * 100_000},
    {"X-API-Key": ""},
    {"X-Api-Token": ADMIN_KEY},
    {"Cookie": f"X-API-Key={ADMIN_KEY}"},
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "BREW")


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def unruled(app: Flask) -> list[str]:
    """Routes that nobody has said anything about, or that do what their kind may not."""
    return [
        rule.rule
        for rule in rules(app)
        if not (
            rule.rule.startswith((ADMIN, CLIENTS, DASHBOARD))
            or rule.rule in OPEN | USERS | USERS_OR_KEYS | PROGRAMS
            or ((rule.rule in PAGES or rule.rule.startswith(DOCS)) and methods(rule) == {"GET"})
        )
    ]


def methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def address(rule: Rule) -> str:
    plain = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
    return plain.format(**WORDS)


def admins(client: FlaskClient) -> list[Rule]:
    return [rule for rule in rules(client.application) if rule.rule.startswith(ADMIN)]


@pytest.mark.proves("A3")
def test_every_route_has_a_rule(client: FlaskClient) -> None:
    assert unruled(client.application) == []
    assert len(admins(client)) >= 10
    assert {
        rule.rule for rule in rules(client.application)
    } >= OPEN | PAGES | USERS | USERS_OR_KEYS | PROGRAMS


@pytest.mark.proves("A3")
@pytest.mark.parametrize(
    ("rule", "given"),
    [("/new", ["GET"]), ("/api/v1/new", ["GET"]), ("/docs/new", ["POST"]), ("/title/x", ["GET"])],
)
def test_a_new_route_without_a_rule_is_noticed(rule: str, given: list[str]) -> None:
    app = Flask(__name__)
    app.add_url_rule(rule, "new", lambda: "", methods=given)
    assert rule in unruled(app)


@pytest.mark.proves("A3")
def test_every_admin_route_refuses_every_key_but_the_right_one(client: FlaskClient) -> None:
    for rule, given in product(admins(client), WRONG_KEYS):
        for method in methods(rule):
            answer = client.open(address(rule), method=method, headers=given)
            assert answer.status_code == 401, (rule, given)
            assert answer.json["code"] == "unauthorized"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.headers["Cache-Control"] == "no-store"
            assert ADMIN_KEY.encode() not in answer.data


@pytest.mark.proves("A3")
def test_every_route_of_the_catalogue_refuses_whoever_has_no_token(client: FlaskClient) -> None:
    clients = [rule for rule in rules(client.application) if rule.rule.startswith(CLIENTS)]
    closed = [rule for rule in clients if rule.rule not in OPEN]
    assert len(closed) == 70
    for rule, given in product(closed, WRONG_KEYS):
        for method in methods(rule):
            answer = client.open(address(rule), method=method, headers=given)
            assert answer.status_code == 401, (rule, given)
            assert answer.json == {"status": "failure", "message": "Unauthorized", "data": None}
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.proves("A3", "A4")
def test_every_page_of_the_dashboard_leads_a_stranger_to_the_login(client: FlaskClient) -> None:
    pages = [rule for rule in rules(client.application) if rule.rule.startswith(DASHBOARD)]
    closed = [rule for rule in pages if rule.rule != LOGIN]
    assert len(closed) > 30
    for rule, given in product(closed, ({}, {"X-API-Key": ADMIN_KEY}, *WRONG_KEYS)):
        for method in methods(rule):
            answer = client.open(address(rule), method=method, headers=given)
            assert answer.status_code == 303, (rule, method)
            assert answer.location.startswith(LOGIN)


def of_users(client: FlaskClient) -> list[Rule]:
    return [rule for rule in rules(client.application) if rule.rule in USERS]


@pytest.mark.proves("A1", "A3")
def test_every_route_of_users_refuses_whoever_has_no_token_of_theirs(
    open_house: Callable[..., Services], open_door: OpenDoor
) -> None:
    services = open_house(jwt_secret_key=SECRET)
    client = open_door(services)
    keys_of_others = [ADMIN_KEY, make_key(services, "admin").text, shared(exp=0), shared("x" * 64)]
    wrong = [*WRONG_KEYS, *(each for key in keys_of_others for each in in_both_headers(key))]
    for rule, given in product(of_users(client), wrong):
        for method in methods(rule):
            answer = client.open(address(rule), method=method, headers=given)
            assert (answer.status_code, answer.json["code"]) == (401, "unauthorized"), (rule, given)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.proves("A3")
def test_routes_for_some_refuse_whoever_is_neither(
    open_house: Callable[..., Services], open_door: OpenDoor
) -> None:
    door = open_door(open_house(jwt_secret_key=SECRET, media_api_key="m", s3_events_token="e"))
    for rule, given, stranger in strangers(door):
        for method in methods(rule):
            answer = door.open(address(rule), method=method, headers=given, **stranger)
            assert (answer.status_code, answer.json["code"]) == (401, "unauthorized"), (rule, given)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.proves("A3")
def test_routes_for_some_say_that_they_are_closed_while_their_keys_are_not_set(
    client: FlaskClient,
) -> None:
    for rule, given, stranger in strangers(client):
        closed = (403, _closed(rule))
        is_token = re.match(r"Bearer +\S", given.get("Authorization", ""))
        if rule.rule in USERS_OR_KEYS and not is_token:
            closed = (401, "unauthorized")  # it is open to keys still, but this is none
        for method in methods(rule):
            answer = client.open(address(rule), method=method, headers=given, **stranger)
            assert (answer.status_code, answer.json["code"]) == closed, (rule, given)


def strangers(client: FlaskClient) -> Iterator[tuple[Rule, dict[str, str], dict[str, Any]]]:
    """Every wrong key at every route for some, from an address each: nobody has guessed before."""
    some = [rule for rule in rules(client.application) if rule.rule in USERS_OR_KEYS | PROGRAMS]
    for number, (rule, given) in enumerate(product(some, WRONG_KEYS)):
        at = f"192.0.{number // 250}.{number % 250}"
        yield rule, given, {"environ_overrides": {"REMOTE_ADDR": at}}


def _closed(rule: Rule) -> str:
    if rule.rule in USERS_OR_KEYS:
        return "ingest_closed"
    return "events_closed" if rule.rule == "/internal/s3-events" else "media_closed"


@pytest.mark.proves("A3")
def test_who_guesses_keys_at_a_route_for_some_is_soon_not_heard_any_more(
    open_house: Callable[..., Services], open_door: OpenDoor
) -> None:
    door = open_door(open_house(jwt_secret_key=SECRET, media_api_key="m"))
    guesses = [{"Authorization": f"Bearer guess-{number}"} for number in range(100)]
    answers = [door.get("/api/media/pending/all", headers=guess) for guess in guesses]
    told = [(answer.status_code, answer.json["code"]) for answer in answers]
    turn = told.index((429, "rate_limited"))
    assert told == [(401, "unauthorized")] * turn + [(429, "rate_limited")] * (100 - turn)
    assert turn > 1
    assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.proves("A3")
def test_every_route_of_users_is_closed_where_no_token_can_be_verified(
    client: FlaskClient,
) -> None:
    for rule, given in product(of_users(client), ({}, {"Authorization": f"Bearer {shared()}"})):
        for method in methods(rule):
            answer = client.open(address(rule), method=method, headers=given)
            assert (answer.status_code, answer.json["code"]) == (403, "ingest_closed"), rule


@pytest.mark.proves("A3")
def test_every_route_of_users_opens_to_a_token_and_a_browser_may_ask_first(
    open_house: Callable[..., Services], open_door: OpenDoor
) -> None:
    client = open_door(open_house(jwt_secret_key=SECRET))
    for rule in of_users(client):
        for method in methods(rule):
            token = {"Authorization": f"Bearer {shared()}"}
            answer = client.open(address(rule), method=method, headers=token)
            assert answer.status_code in (400, 404), (rule, answer.data)
            first = client.options(address(rule), headers={"Origin": "https://page.example"})
            assert first.status_code == 200
            assert "Idempotency-Key" in first.headers["Access-Control-Allow-Headers"]


def make_key(services: Services, role: str) -> Issued:
    with services.database.write() as session:
        return keys.create(session, Traits(name="Ada", role=role))


def in_both_headers(key: str) -> tuple[dict[str, str], ...]:
    return {"Authorization": f"Bearer {key}"}, {"X-API-Key": key}


@pytest.mark.proves("A3")
def test_every_admin_route_is_forbidden_to_a_client_key_and_its_token(
    services: Services, client: FlaskClient
) -> None:
    key = make_key(services, "client").text
    token = services.doorkeeper.log_in(key, None, "192.0.2.1")
    for rule in admins(client):
        for method, given in product(methods(rule), in_both_headers(key)):
            answer = client.open(address(rule), method=method, headers=given)
            assert (answer.status_code, answer.json["code"]) == (403, "forbidden"), (rule, given)
        for method, given in product(methods(rule), in_both_headers(token)):
            answer = client.open(address(rule), method=method, headers=given)
            assert (answer.status_code, answer.json["code"]) == (401, "unauthorized"), rule


@pytest.mark.proves("A3")
def test_every_admin_route_opens_to_a_key_with_the_role_until_it_is_revoked(
    services: Services, client: FlaskClient
) -> None:
    issued = make_key(services, "admin")
    for rule in admins(client):
        for method, given in product(methods(rule), in_both_headers(issued.text)):
            answer = client.open(address(rule), method=method, headers=given)
            assert answer.status_code in (200, 202, 404, 415), (rule, answer.data)
    with services.database.write() as session:
        keys.revoke(session, issued.key.id)
    for rule in admins(client):
        for method, given in product(methods(rule), in_both_headers(issued.text)):
            answer = client.open(address(rule), method=method, headers=given)
            assert (answer.status_code, answer.json["code"]) == (401, "unauthorized"), (rule, given)


@pytest.mark.proves("A3")
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_right_key_opens_every_admin_route(client: FlaskClient, scheme: str) -> None:
    for given in ({"Authorization": f"{scheme} {ADMIN_KEY}"}, {"X-API-Key": ADMIN_KEY}):
        for rule in admins(client):
            for method in methods(rule):
                answer = client.open(address(rule), method=method, headers=given)
                # There is no such task, no such key, and a key to be made wants a body.
                assert answer.status_code in (200, 202, 404, 415), (rule, answer.data)


@pytest.mark.proves("A3", "Q9")
@pytest.mark.parametrize("method", METHODS)
def test_a_wrong_method_tells_the_right_one_with_or_without_the_key(
    client: FlaskClient, admin: dict[str, str], method: str
) -> None:
    for rule in rules(client.application):
        taken = {
            each for other in rules(client.application) if other.rule == rule.rule
            for each in other.methods or ()
        }  # fmt: skip
        if method in taken or rule.rule == "/api/v1/admin/sync/images/<content_type>/<content_id>":
            continue
        if rule.rule.startswith(DASHBOARD) and method in ("GET", "HEAD"):
            continue  # what is no page of the dashboard has a page that says so
        for headers in ({}, admin):
            is_plain = rule.rule.startswith(ADMIN) or "<uuid:" in rule.rule
            path = address(rule) if is_plain else _any_address(rule)
            answer = client.open(path, method=method, headers=headers)
            assert answer.status_code == 405, (rule, method)
            assert taken <= set(answer.headers["Allow"].split(", ")) | {"OPTIONS"}


@pytest.mark.proves("A3")
def test_without_a_configured_key_every_admin_route_is_closed_to_every_key(
    open_house: Callable[..., Services], open_door: OpenDoor
) -> None:
    client = open_door(open_house(admin_api_key=""))
    for rule in admins(client):
        for headers in ({}, {"X-API-Key": ""}, {"Authorization": "Bearer x"}, *WRONG_KEYS):
            for method in methods(rule):
                answer = client.open(address(rule), method=method, headers=headers)
                assert (answer.status_code, answer.json["code"]) == (403, "admin_closed")


def _any_address(rule: Rule) -> str:
    path = rule.rule
    for argument in rule.arguments:
        path = path.replace(f"<{argument}>", "1").replace(f"<path:{argument}>", "1")
        path = path.replace(f"<oldform:{argument}>", "movies/1.jpg")
    return path
