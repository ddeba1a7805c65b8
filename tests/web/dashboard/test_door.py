"""Who gets in, how long, and what a form needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.house.house import ADMIN_KEY, OpenHouse
from tests.web.dashboard.conftest import Desk, log_in
from tvdbproxy.access import keys
from tvdbproxy.access.keys import Issued
from tvdbproxy.access.traits import Traits
from tvdbproxy.db.models import AdminSession, AuditEntry
from tvdbproxy.wiring import Services

OpenDoor = Callable[[Services], FlaskClient]


def issue(services: Services, role: str = "admin") -> Issued:
    with services.database.write() as session:
        return keys.create(session, Traits(name="Ada", role=role))


def test_a_stranger_is_led_to_the_login_and_then_to_where_he_wanted(client: FlaskClient) -> None:
    answer = client.get("/admin/jobs?status=failed")
    assert answer.status_code == 303
    assert answer.location == "/admin/login?next=/admin/jobs?status%3Dfailed"
    assert "Operators only" in client.get(answer.location).text
    answer = log_in(client, next="/admin/jobs?status=failed")
    assert (answer.status_code, answer.location) == (303, "/admin/jobs?status=failed")
    assert client.get(answer.location).status_code == 200
    assert client.get("/admin/login").location == "/admin/"


def test_a_login_leads_to_no_other_site(client: FlaskClient) -> None:
    for place in (
        "https://evil.example/admin/", "//evil.example/admin/", "/\\evil.example", "/else", "", "x",
    ):  # fmt: skip
        assert log_in(client, next=place).location == "/admin/", place


def test_a_wrong_key_is_refused_and_guessing_ends(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    client = open_door(open_house(login_rate_limit="2/minute"))
    for _ in range(2):
        answer = log_in(client, "wrong")
        assert answer.status_code == 401
        assert "This key does not open the dashboard." in answer.text
        assert "Set-Cookie" not in answer.headers
    assert log_in(client, "wrong").status_code == 429
    answer = log_in(client)
    assert answer.status_code == 429
    assert "Too many" in answer.text


def test_a_key_of_a_client_opens_nothing(services: Services, client: FlaskClient) -> None:
    answer = log_in(client, issue(services, "client").text)
    assert answer.status_code == 403
    assert "role client" in answer.text


def test_without_any_admin_key_the_door_says_how_to_open_it(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    answer = log_in(open_door(open_house(admin_api_key="")), "anything")
    assert answer.status_code == 403
    assert "set ADMIN_API_KEY" in answer.text


@pytest.mark.proves("A4")
def test_the_cookie_is_for_the_pages_alone_and_no_script_sees_it(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    plain = log_in(open_door(open_house())).headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Path=/admin/" in plain
    assert "Secure" not in plain
    behind_tls = open_door(open_house(public_base_url="https://images.example.com"))
    assert "Secure" in log_in(behind_tls).headers["Set-Cookie"]


def test_only_a_digest_of_the_cookie_is_kept(services: Services, client: FlaskClient) -> None:
    log_in(client)
    cookie = client.get_cookie("tvdbproxy_admin", path="/admin/")
    assert cookie is not None
    with services.database.read() as session:
        (row,) = session.scalars(select(AdminSession))
    assert cookie.value not in (row.digest, row.who)


def test_a_login_runs_out(services: Services, desk: Desk) -> None:
    desk.see("")
    with services.database.write() as session:
        row = session.scalars(select(AdminSession)).one()
        row.expires_at -= timedelta(hours=13)
    desk.see("", status=303)


def test_who_logs_out_is_out(services: Services, desk: Desk) -> None:
    cookie = desk.client.get_cookie("tvdbproxy_admin", path="/admin/")
    assert cookie is not None
    assert desk.do("logout").location == "/admin/login"
    desk.see("", status=303)
    desk.client.set_cookie("tvdbproxy_admin", cookie.value, path="/admin/")
    desk.see("", status=303)


def test_a_login_ends_with_its_key(services: Services, client: FlaskClient) -> None:
    issued = issue(services)
    log_in(client, issued.text)
    desk = Desk(client)
    assert "Ada" in desk.see("")
    with services.database.write() as session:
        rotated = keys.rotate(session, issued.key.id)
    desk.see("", status=303)
    log_in(client, rotated.text)
    desk.see("")
    with services.database.write() as session:
        keys.revoke(session, issued.key.id)
    desk.see("", status=303)


def test_a_login_ends_when_the_settings_have_another_key(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    client = open_door(open_house())
    log_in(client)
    cookie = client.get_cookie("tvdbproxy_admin", path="/admin/")
    assert cookie is not None
    later = open_door(open_house(admin_api_key="another"))
    later.set_cookie("tvdbproxy_admin", cookie.value, path="/admin/")
    assert later.get("/admin/").status_code == 303


def test_an_invented_cookie_is_nobodys(client: FlaskClient) -> None:
    for value in ("", "x", "a" * 43, "\xe9" * 43, "a" * 3000):
        client.set_cookie("tvdbproxy_admin", value, path="/admin/")
        assert client.get("/admin/").status_code == 303, value[:9]


@pytest.mark.proves("A4")
def test_a_form_without_its_word_does_nothing(services: Services, desk: Desk) -> None:
    words: tuple[dict[str, str], ...] = ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "\xe9"})
    for word in words:
        answer = desk.client.post("/admin/keys", data={"name": "forged", **word})
        assert answer.status_code == 403, word
        assert "reload the page" in answer.text
    with services.database.read() as session:
        assert keys.everyone(session) == []


@pytest.mark.proves("A4")
def test_a_form_of_another_site_cannot_even_log_in(client: FlaskClient) -> None:
    strange: tuple[dict[str, str], ...] = (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    )
    for headers in strange:
        answer = client.post("/admin/login", data={"key": ADMIN_KEY}, headers=headers)
        assert answer.status_code == 403, headers
        assert "Set-Cookie" not in answer.headers
    ours: tuple[dict[str, str], ...] = (
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost"},
    )
    for headers in ours:
        answer = client.post("/admin/login", data={"key": ADMIN_KEY}, headers=headers)
        assert answer.status_code == 303, headers


def test_logins_are_in_the_audit_log(services: Services, desk: Desk) -> None:
    assert desk.did() == [("logged in", "")]
    with services.database.read() as session:
        (entry,) = session.scalars(select(AuditEntry))
    assert entry.address == "127.0.0.1"
    assert ADMIN_KEY not in entry.who


def test_a_page_that_follows_a_login_that_ended_stops_asking(client: FlaskClient) -> None:
    answer = client.get("/admin/", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 204
