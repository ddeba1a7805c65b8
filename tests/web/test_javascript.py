"""The JavaScript client and its page, as they are sent."""

from __future__ import annotations

import hashlib
import re

import pytest
from flask.testing import FlaskClient

from tests.house.processes import CHECKOUT
from tvdbproxy.wiring import Services

SOURCES = sorted(path.name for path in (CHECKOUT / "clients" / "js" / "src").glob("*.js"))
VENDOR = CHECKOUT / "tvdbproxy" / "web" / "static" / "demo" / "vendor"


def test_every_module_is_sent_to_every_origin(client: FlaskClient) -> None:
    for name in SOURCES:
        reply = client.get(f"/clients/js/{name}")
        assert reply.status_code == 200, name
        assert reply.mimetype == "text/javascript"
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Cache-Control"] == "no-cache"
        again = client.get(f"/clients/js/{name}", headers={"If-None-Match": reply.headers["ETag"]})
        assert again.status_code == 304


def test_nothing_else_is(client: FlaskClient) -> None:
    for name in ("none.js", "..%2fpackage.js", "..%2f..%2fpackage.json", "index.d.ts", ""):
        assert client.get(f"/clients/js/{name}").status_code == 404, name


def test_modules_import_nothing_but_each_other(client: FlaskClient) -> None:
    """React's entry and that of Node apart, which are for bundlers and servers."""
    for name in set(SOURCES) - {"react.js", "sign-node.js"}:
        text = client.get(f"/clients/js/{name}").text
        for target in re.findall(r'^(?:import|export)[^"]*from "([^"]+)"', text, re.M):
            assert target.removeprefix("./") in SOURCES, (name, target)


def test_the_page_has_titles_and_its_policy(stored: Services, client: FlaskClient) -> None:
    reply = client.get("/demo?media=%22%3E%3Cscript%3E")
    assert reply.status_code == 200
    assert 'content-type="series" content-id="1" image-type="poster"' in reply.text
    assert "script-src 'self'" in reply.headers["Content-Security-Policy"]
    assert " style=" not in reply.text
    assert "<script>" not in reply.text


def test_the_page_does_without_titles(client: FlaskClient) -> None:
    assert "No picture is stored yet" in client.get("/demo").text


@pytest.mark.parametrize("name", ["react.production.min.js", "react-dom.production.min.js"])
def test_react_is_there_as_it_was_published(name: str) -> None:
    digest = hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
    assert [name, digest] in [
        line.split() for line in (VENDOR / "README.md").read_text().splitlines()
    ]
    assert "MIT License" in (VENDOR / "LICENSE").read_text()
