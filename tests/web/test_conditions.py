"""Conditional requests and ranges."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.conditions import CONDITIONS, filled_in
from tvdbproxy.wiring import Services

URL = "/images/series/1/poster/medium"


@pytest.mark.proves("Q11")
@pytest.mark.parametrize("name", CONDITIONS)
def test_conditions(stored: Services, client: FlaskClient, name: str) -> None:
    whole = client.get(URL)
    given, status = CONDITIONS[name]

    answer = client.get(URL, headers=filled_in(given, whole))

    assert answer.status_code == status
    if status == 304:
        assert answer.data == b""
        for header in ("ETag", "Cache-Control", "Vary"):
            assert answer.headers[header] == whole.headers[header]


RANGES = {
    "bytes=0-9": (206, slice(0, 10)),
    "bytes=10-": (206, slice(10, None)),
    "bytes=-5": (206, slice(-5, None)),
    "bytes=0-99999999": (206, slice(None)),
    "bytes=99999999-": (416, None),
    "bytes=5-2": (200, slice(None)),
    "lines=0-9": (200, slice(None)),
    "bytes=a-b": (200, slice(None)),
}


@pytest.mark.proves("Q10")
@pytest.mark.parametrize("asked", RANGES)
def test_ranges(stored: Services, client: FlaskClient, asked: str) -> None:
    whole = client.get(URL).data
    status, part = RANGES[asked]

    answer = client.get(URL, headers={"Range": asked})

    if status == 200:
        assert (answer.status_code, answer.data) == (200, whole)
        return
    assert answer.status_code == status
    if part is None:
        assert answer.headers["Content-Range"] == f"bytes */{len(whole)}"
        assert answer.json["code"] == "range_not_satisfiable"
    else:
        assert answer.data == whole[part]
        assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")
        assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.proves("Q10")
def test_several_ranges_at_once_get_the_whole(stored: Services, client: FlaskClient) -> None:
    answer = client.get(URL, headers={"Range": "bytes=0-1,5-9,3-4"})
    assert (answer.status_code, answer.data) == (200, client.get(URL).data)


@pytest.mark.proves("Q10")
def test_a_range_is_nothing_to_a_head(stored: Services, client: FlaskClient) -> None:
    answer = client.head(URL, headers={"Range": "bytes=0-9"})
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) == len(client.get(URL).data)


@pytest.mark.proves("Q10", "Q11")
def test_if_range_with_another_tag_gives_the_whole_picture(
    stored: Services, client: FlaskClient
) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"other"'}
    assert client.get(URL, headers=headers).status_code == 200
