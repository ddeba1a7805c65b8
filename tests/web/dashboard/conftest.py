"""A small house, and somebody who is logged in at its dashboard."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house.house import ADMIN_KEY
from tests.web.conftest import (
    artwork_host,
    clean_environment,
    client,
    image_pool,
    open_door,
    open_house,
    services,
    stored,
)

__all__ = [
    "artwork_host",
    "clean_environment",
    "client",
    "image_pool",
    "open_door",
    "open_house",
    "services",
    "stored",
]

_WORD = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass
class Desk:
    """The pages as an operator sees them, whose forms have their word."""

    client: FlaskClient

    def see(self, path: str, status: int = 200) -> str:
        """The page at ``/admin/{path}``."""
        answer = self.client.get(f"/admin/{path}")
        assert answer.status_code == status, (path, answer.status_code)
        return answer.text

    def do(self, path: str, **fields: str) -> TestResponse:
        """Send a form to ``/admin/{path}``."""
        word = _WORD.search(self.see("tasks"))
        assert word is not None
        return self.client.post(f"/admin/{path}", data={"csrf": word[1], **fields})

    def did(self) -> list[tuple[str, str]]:
        """What the audit log has, the latest first: action and subject."""
        rows = re.findall(
            r"<tr id=\"entry-\d+\">.*?</td><td>([^<]*)</td><td class=\"break\">([^<]*)</td>",
            self.see("audit"),
        )
        return [(action, subject) for action, subject in rows]


def log_in(client: FlaskClient, key: str = ADMIN_KEY, **fields: str) -> TestResponse:
    """Send the form of the login page."""
    return client.post("/admin/login", data={"key": key, **fields})


@pytest.fixture
def desk(client: FlaskClient) -> Desk:
    """Logged in with the key of the settings."""
    assert log_in(client).status_code == 303
    return Desk(client)
