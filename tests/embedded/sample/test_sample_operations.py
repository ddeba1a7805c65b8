"""Every operation of the API is there, and refuses what it should in upstream's words."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.embedded.sample.operations import EVERY, IN_DOCUMENT, Operation
from tvdbproxy.embedded.sample.api.routes import POSTS, ROUTES

if TYPE_CHECKING:
    from conftest import Upstream

WITH_ID = [operation for operation in EVERY if "{id}" in operation.template]
WITH_SLUG = [operation for operation in EVERY if "{slug}" in operation.template]
WITH_LANGUAGE = [operation for operation in EVERY if "{language}" in operation.template]
WITH_PAGES = [o for o in EVERY if o.links and o.template != "/search"]
GUARDED = [operation for operation in EVERY if operation.template != "/login"]
READ = [operation for operation in EVERY if operation.method == "GET"]
UNKNOWN = "999999999"


def _asked(upstream: Upstream, operation: Operation, path: str, **headers: str) -> Any:
    path = path.replace("{now}", str(int(time.time())))
    return upstream.ask(
        operation.method,
        f"/v4{path}",
        body=operation.body,
        headers={"Authorization": f"Bearer {upstream.token}"} | headers,
    )


def _refused(answer: Any, status: int, message: str) -> None:
    assert answer.status == status
    assert answer.document == {"status": "failure", "message": message, "data": None}
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"


def test_the_table_is_the_whole_api() -> None:
    assert len(IN_DOCUMENT) == len({str(operation) for operation in IN_DOCUMENT}) == 67
    named = {(o.method, re.sub(r"{\w+}", "{}", o.template)) for o in EVERY}
    routes = {("GET", path) for path in ROUTES} | {("POST", path) for path in POSTS}
    routes |= {("POST", "/login")}
    assert named == {(method, re.sub(r"{\w+}", "{}", path)) for method, path in routes}


@pytest.mark.parametrize("operation", EVERY, ids=str)
def test_what_is_there_comes_in_its_envelope(
    whole_upstream: Upstream, operation: Operation
) -> None:
    answer = _asked(whole_upstream, operation, operation.path())
    assert answer.status == 200, answer.body
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert answer.headers["Vary"] == "Origin, Accept-Encoding"
    document = answer.document
    assert document["status"] == "success"
    assert set(document) == {"status", "data", *(["links"] if operation.links else [])}
    assert isinstance(document["data"], operation.answer)
    assert document["data"] != [] or operation.template == "/updates"


@pytest.mark.parametrize("operation", WITH_PAGES, ids=str)
def test_a_page_past_the_end_is_empty(whole_upstream: Upstream, operation: Operation) -> None:
    path = operation.path()
    path += f"{'&' if '?' in path else '?'}page=999"
    answer = _asked(whole_upstream, operation, path)
    data = answer.data
    assert answer.status == 200
    assert (data if isinstance(data, list) else data["episodes"]) == []
    links = answer.document["links"]
    assert set(links) == {"prev", "self", "next", "total_items", "page_size"}
    assert links["next"] is None


@pytest.mark.parametrize("operation", WITH_ID, ids=str)
def test_what_is_no_id_is_refused(whole_upstream: Upstream, operation: Operation) -> None:
    for number in ("0", "abc", "-1", "1.5", "%C2%B2"):
        answer = _asked(whole_upstream, operation, operation.path(id=number))
        _refused(answer, 400, operation.bad_id)


@pytest.mark.parametrize("operation", WITH_ID, ids=str)
def test_an_unknown_id_is_not_found(whole_upstream: Upstream, operation: Operation) -> None:
    answer = _asked(whole_upstream, operation, operation.path(id=UNKNOWN))
    _refused(answer, 404, f"NotFoundException: error fetching {operation.entity}")


@pytest.mark.parametrize("operation", WITH_SLUG, ids=str)
def test_an_unknown_slug_is_not_found(whole_upstream: Upstream, operation: Operation) -> None:
    answer = _asked(whole_upstream, operation, operation.path(slug="no-such-thing"))
    _refused(answer, 404, f"NotFoundException: error fetching {operation.entity}")


@pytest.mark.parametrize("operation", WITH_LANGUAGE, ids=str)
def test_a_language_that_is_missing_is_not_found(
    whole_upstream: Upstream, operation: Operation
) -> None:
    answer = _asked(whole_upstream, operation, operation.path(language="tlh"))
    _refused(answer, 404, "NotFoundException: error fetching translation")


@pytest.mark.parametrize("operation", GUARDED, ids=str)
def test_nothing_is_told_without_a_token(whole_upstream: Upstream, operation: Operation) -> None:
    answer = _asked(whole_upstream, operation, operation.path(), Authorization="Bearer any-key")
    _refused(answer, 401, "Unauthorized")


@pytest.mark.parametrize("operation", READ, ids=str)
def test_what_the_official_client_adds_is_ignored(
    whole_upstream: Upstream, operation: Operation
) -> None:
    path = operation.path()
    path += f"{'&' if '?' in path else '?'}meta=None&page=0"
    assert _asked(whole_upstream, operation, path).status == 200


@pytest.mark.parametrize("operation", WITH_ID, ids=str)
def test_a_record_has_a_date_and_is_not_sent_twice(
    whole_upstream: Upstream, operation: Operation
) -> None:
    first = _asked(whole_upstream, operation, operation.path())
    if operation.template in _WITHOUT_DATE:
        assert "Last-Modified" not in first.headers
        return
    date = first.headers["Last-Modified"]
    again = _asked(whole_upstream, operation, operation.path(), **{"If-Modified-Since": date})
    assert (again.status, again.body, again.headers["Last-Modified"]) == (304, b"", date)
    assert "Content-Type" not in again.headers
    old = {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
    assert _asked(whole_upstream, operation, operation.path(), **old).status == 200
    nonsense = {"If-Modified-Since": "yesterday"}
    assert _asked(whole_upstream, operation, operation.path(), **nonsense).body == first.body


_WITHOUT_DATE = {
    "/genres/{id}",
    "/series/{id}/episodes/{order}",
    "/series/{id}/episodes/{order}/{lang}",
    "/tags/options/{id}",
    "/user/{id}",
}
