"""Settings that work each by itself, and are unsafe together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ops.doctor.conftest import Open, told
from tvdbproxy.ops.doctor import admin_door, configuration
from tvdbproxy.settings import load_settings
from tvdbproxy.wiring.doctor import open_patient

GOOD = "3f1c9a5b7d2e8f6041b3c5d7e9f0a1b2"


def _warned(patient: Any) -> set[str]:
    return {name for name, status in told(configuration.look(patient)).items() if status != "ok"}


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("proxies", {"trusted_proxies": 1}),
        ("https", {"public_base_url": "http://images.example.com"}),
        ("storage", {"database_url": "postgresql://a@db.example.com/b"}),
        ("storage", {"broker_url": "redis://queue.example.com:6379/0"}),
        ("broker", {"web_processes": 2}),
        ("unsigned", {"imgproxy_allow_unsigned": True}),
        ("secrets", {"admin_api_key": "short"}),
        ("secrets", {"admin_api_key": "changeme"}),
        ("secrets", {"jwt_secret_key": "a-secret-of-30-letters-only..."}),
        ("secrets", {"media_api_key": "abab" * 10}),
        ("secrets", {"imgproxy_key": ("ab",), "imgproxy_salt": (GOOD,)}),
        (
            "secrets",
            {
                "s3_endpoint_url": "https://s3.example.com",
                "s3_access_key_id": "minioadmin",
                "s3_secret_access_key": "minioadmin",
            },
        ),
    ],
)
def test_what_is_unsafe_together_is_warned_of(
    open_: Open, name: str, settings: dict[str, Any]
) -> None:
    assert f"configuration.{name}" in _warned(open_(**settings))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"trusted_proxies": 1, "public_base_url": "https://images.example.com"},
        {"public_base_url": "http://127.0.0.1:8000"},
        {"database_url": "postgresql://a@localhost/b", "broker_url": "redis://127.0.0.1/0"},
        {"admin_api_key": GOOD, "jwt_secret_key": GOOD, "imgproxy_key": (GOOD,)},
        {"s3_endpoint_url": "http://127.0.0.1:9000", "s3_secret_access_key": "minioadmin"},
    ],
)
def test_what_is_safe_is_not(open_: Open, settings: dict[str, Any]) -> None:
    if "imgproxy_key" in settings:
        settings = {**settings, "imgproxy_salt": (GOOD,)}
    assert _warned(open_(**settings)) == set()


def test_a_secret_is_never_shown(open_: Open) -> None:
    found = [*configuration.look(open_(admin_api_key="s3cr3t-x"))]
    assert not any("s3cr3t-x" in finding.seen + finding.remedy for finding in found)


def test_what_nothing_can_be_built_of_is_said(open_: Open) -> None:
    (finding,) = configuration.look(open_(size_profiles="{no json"))
    assert (finding.name, finding.status.value) == ("configuration", "failed")
    assert "SIZE_PROFILES" in finding.seen


@pytest.mark.usefixtures("clean_environment")
def test_without_any_admin_the_door_is_closed(sqlite_template: Path) -> None:
    url = f"sqlite:///{sqlite_template}"
    assert told(admin_door.look(open_patient(load_settings(database_url=url)))) == {
        "admin": "warning"
    }
    with_key = load_settings(database_url=url, admin_api_key=GOOD)
    assert told(admin_door.look(open_patient(with_key))) == {"admin": "ok"}
