"""Bodies, which no door asks for: left unread whatever they are, and refused when large."""

from __future__ import annotations

from itertools import product

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tvdbproxy.db.models import Task
from tvdbproxy.wiring import Services

SYNC = "/api/v1/admin/sync/images"

JSON = {
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "a huge number": b"1" * 100_000,
    "a huge exponent": b"1e999999999",
    "not a number": b"[NaN, Infinity, -Infinity]",
    "the same name twice": b'{"limit": 1, "limit": 100000}',
    "half a pair": b'"\\ud800"',
    "a mark of order": b'\xef\xbb\xbf{"limit": 1}',
    "no utf-8": b'{"limit": "\xff\xfe"}',
    "sixteen bits a letter": '{"limit": 1}'.encode("utf-16"),
    "an end in the middle": b'{"limit":',
    "two documents": b"{}{}",
    "nul": b'{"a\x00b": 1}',
    "a parameter": b'{"limit": "0", "content_type": "../..", "force": [[]]}',
}


@pytest.mark.proves("Q6")
@pytest.mark.parametrize("path", ["missing", "cleanup?dry_run=true", "series/1"])
def test_json_is_left_unread(client: FlaskClient, admin: dict[str, str], path: str) -> None:
    for name, body in JSON.items():
        answer = client.post(
            f"{SYNC}/{path}", headers=admin, data=body, content_type="application/json"
        )
        assert answer.status_code == 202, name
        task = client.get(answer.json["status_url"], headers=admin).json
        assert task["arguments"].get("limit", 100) == 100, name
        assert task["arguments"].get("content_type") in (None, "series"), name


def _part(number: int) -> bytes:
    return b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\nb\r\n' % number


FORMS = {
    "no boundary": ("multipart/form-data", _part(1) + b"--x--"),
    "an empty boundary": ("multipart/form-data; boundary=", _part(1) + b"--x--"),
    "a boundary that never comes": ("multipart/form-data; boundary=zzz", _part(1)),
    "ten thousand parts": (
        "multipart/form-data; boundary=x",
        b"".join(map(_part, range(10_000))) + b"--x--",
    ),
    "no last boundary": ("multipart/form-data; boundary=x", _part(1) * 3),
    "a file without a name": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; filename="../../a"\r\n\r\nb\r\n--x--',
    ),
    "a form in a form": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\n--y--\r\n--x--",
    ),
    "a header without an end": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=" + b"a" * 500_000,
    ),
    "two files": ("multipart/form-data; boundary=x", _part(1) + _part(1) + b"--x--"),
    "many fields": ("application/x-www-form-urlencoded", b"&".join([b"limit=0"] * 100_000)),
    "an unknown type": ("application/\xff", b"x"),
}


@pytest.mark.proves("Q8")
def test_forms_are_left_unread(client: FlaskClient, admin: dict[str, str]) -> None:
    for name, (content_type, body) in FORMS.items():
        answer = client.post(
            f"{SYNC}/missing?limit=7", headers=admin, data=body, content_type=content_type
        )
        assert answer.status_code == 202, name
        task = client.get(answer.json["status_url"], headers=admin).json
        assert task["arguments"]["limit"] == 7, name


@pytest.mark.proves("Q6", "Q7", "Q8")
@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x"])
def test_a_large_body_is_refused_at_every_door(
    services: Services, client: FlaskClient, admin: dict[str, str], content_type: str
) -> None:
    body = bytes(1024 * 1024 + 1)
    paths = ("/", "/healthz", "/nowhere", "/images/series/1/poster/medium", f"{SYNC}/missing")
    for path, method in product(paths, ("GET", "POST", "PUT", "DELETE")):
        answer = client.open(
            path, method=method, headers=admin, data=body, content_type=content_type
        )
        assert (answer.status_code, answer.json["code"]) == (413, "payload_too_large")
        assert answer.headers["Cache-Control"] == "no-store"
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Task)) == 0
