"""TheTVDB's answers through our door: the same values, with our addresses in them."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.web.v4.conftest import BASE, Door
from tvdbproxy.upstream.operations import OPERATIONS, Operation
from tvdbproxy.upstream.questions import question_of

SERIES = 910001
EXTENDED = f"/v4/series/{SERIES}/extended"
IDS = {
    "artwork": 63900001, "series": SERIES, "movies": 360001, "seasons": 1990001,
    "episodes": 9200011, "people": 300001, "awards": 101, "award_categories": 1001,
    "companies": 77, "lists": 8001, "tag_options": 498, "seriespeople": 64990002,
}  # fmt: skip


def test_an_answer_is_upstreams_byte_for_byte_but_for_our_addresses(door: Door) -> None:
    ours = door.get(EXTENDED).data
    theirs = door.upstream.get(EXTENDED.removeprefix("/v4")).body
    host = door.sample.artwork_host.encode()
    assert ours == theirs.replace(host + b"/banners/", f"{BASE}/banners/".encode())
    assert ours != theirs


def test_with_rewriting_off_it_is_upstreams_to_the_last_byte(door: Door) -> None:
    headers = door.token(image_rewrite="off")
    ours = door.client.get(EXTENDED, headers=headers).data
    assert ours == door.upstream.get(EXTENDED.removeprefix("/v4")).body


def test_links_lead_to_us(door: Door) -> None:
    first = door.get("/v4/series").json
    assert first["links"]["next"] == f"{BASE}/v4/series?page=1"
    assert first["links"]["prev"] is None
    seen, link = [], first["links"]["self"]
    while link:
        page = door.get(link.removeprefix(BASE)).json
        seen += [one["id"] for one in page["data"]]
        link = page["links"]["next"]
    assert len(seen) == len(set(seen)) == first["links"]["total_items"]


def test_without_an_address_of_our_own_links_lead_to_where_the_client_asked(make_door: Any) -> None:
    door = make_door(public_base_url="")
    answer = door.get("/v4/series", Host="api4.thetvdb.com")
    assert answer.json["links"]["self"] == "http://api4.thetvdb.com/v4/series?page=0"
    assert answer.json["links"]["self"] != door.get("/v4/series").json["links"]["self"]


def test_a_page_past_the_end_is_empty_and_not_missing(door: Door) -> None:
    answer = door.get("/v4/series?page=9999")
    assert (answer.status_code, answer.json["data"]) == (200, [])


def test_a_conditional_request_is_answered_without_the_body(door: Door) -> None:
    first = door.get(EXTENDED)
    for condition in (
        {"If_None_Match": first.headers["ETag"]},
        {"If_Modified_Since": first.headers["Last-Modified"]},
    ):
        again = door.get(EXTENDED, **condition)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert door.get(EXTENDED, If_Modified_Since="Sat, 01 Jan 2000 00:00:00 GMT").data == first.data


def test_a_condition_that_does_not_hold_is_said_in_the_envelope(door: Door) -> None:
    refused = door.get(f"/v4/series/{SERIES}", If_Match='"another"')
    assert refused.status_code == 412
    assert refused.json["status"] == "failure"
    assert refused.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["/etc/passwd", "evil.example:99999", "*/*;q=nan"])
def test_a_host_that_is_none_is_refused(make_door: Any, host: str) -> None:
    refused = make_door(public_base_url="").get(f"/v4/series/{SERIES}", Host=host)
    assert refused.status_code == 400
    assert refused.json["status"] == "failure"


def test_another_way_of_rewriting_is_another_answer_for_who_asks_what_changed(door: Door) -> None:
    first = door.get(EXTENDED)
    other = door.token(image_rewrite="off")
    conditions = {"If-None-Match": first.headers["ETag"]}
    assert door.client.get(EXTENDED, headers=other | conditions).status_code == 200


def test_who_takes_gzip_gets_the_same_answer_shorter(door: Door) -> None:
    plain, packed = door.get(EXTENDED), door.get(EXTENDED, Accept_Encoding="br, gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    refused = door.get(EXTENDED, Accept_Encoding="gzip;q=0")
    assert "Content-Encoding" not in refused.headers


def test_a_held_answer_says_how_old_it_is_and_that_it_is_not_to_be_shared(door: Door) -> None:
    headers = door.get(EXTENDED).headers
    assert int(headers["Age"]) >= 0
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Content-Type"] == "application/json; charset=UTF-8"
    assert "Warning" not in headers


def test_it_is_asked_for_once(door: Door) -> None:
    for _ in range(3):
        door.get(EXTENDED)
        door.get(f"{EXTENDED}?short=False&nonsense=1")
    assert door.asked("/v4/series/{id}/extended") + door.asked(EXTENDED) == 1


def test_head_says_what_get_would(door: Door) -> None:
    got, head = door.get(EXTENDED), door.client.head(EXTENDED, headers=door.headers)
    assert head.data == b""
    for name in ("ETag", "Last-Modified", "Content-Length", "Content-Type"):
        assert head.headers[name] == got.headers[name]


def test_when_upstream_is_gone_what_was_read_is_answered_and_says_so(make_door: Any) -> None:
    door = make_door(catalogue_ages='{"record": [0, 0]}', catalogue_wait_seconds=1)
    before = door.get(EXTENDED)
    door.fault("/v4/", "status", status=502, body="html")
    after = door.get(EXTENDED)
    assert (after.status_code, after.data) == (200, before.data)
    assert after.headers["Warning"] == '111 - "Revalidation Failed"'


def test_what_was_never_read_is_an_outage_then_and_not_a_404(door: Door) -> None:
    door.fault("/v4/", "status", status=502, body="html")
    for name in ("artwork", "series", "movies", "seasons", "episodes", "people"):
        answer = door.get(f"/v4/{name}/{IDS[name]}")
        assert answer.status_code in (502, 503)
        assert set(answer.json) == {"status", "message", "data"}
        assert answer.json["status"] == "failure"
        assert answer.headers["Cache-Control"] == "no-store"


def test_upstreams_words_reach_the_client(door: Door) -> None:
    for path, status, words in [
        ("/v4/series/1", 404, "NotFoundException: error fetching series"),
        ("/v4/series/0", 400, "InvalidValueType: cannot make item path"),
        ("/v4/series/x/extended", 400, "InvalidValueType: cannot make item path"),
        ("/v4/artwork/0", 400, "InvalidValueType: invalid path"),
        ("/v4/search", 400, "query is required"),
        ("/v4/updates?since=1", 400, "InvalidValueType: since greater than 3 months ago"),
    ]:
        answer = door.get(path)
        assert (answer.status_code, answer.json["message"]) == (status, words), path
        assert answer.json["data"] is None


def test_a_path_that_the_api_does_not_have_is_missing_in_its_envelope(door: Door) -> None:
    for path in ("/v4/nothing", "/v4/series/1/nothing", "/v4/", "/v4//series", "/v4/series/"):
        answer = door.get(path)
        assert (answer.status_code, answer.json["status"]) == (404, "failure"), path


def test_every_operation_says_what_upstream_says(door: Door) -> None:
    headers = door.token(image_rewrite="off")
    for operation in OPERATIONS.values():
        question = question_of(operation, _values(operation))
        ours = door.client.open(
            f"/v4{question.key}", method=operation.method, headers=headers, json={}
        )
        status, theirs = door.directly(question.key, operation.method)
        assert ours.status_code == status, (operation.name, ours.text)
        theirs = _without_host(theirs, door.sample.artwork_host)
        assert _without_host(ours.json, BASE) == theirs, operation.name


def test_most_operations_were_tried_with_a_record_that_there_is(door: Door) -> None:
    found = [
        row.name
        for row in OPERATIONS.values()
        if door.directly(question_of(row, _values(row)).key, row.method)[0] == 200
    ]
    assert len(found) > 60, set(OPERATIONS) - set(found)


USER = 4711
SLUGS = {"movies": "the-long-amber", "lists": "coastal-mysteries", "tags": "series"}


def _values(operation: Operation) -> dict[str, str]:
    entity = operation.entity or ""
    return {
        "id": str(IDS.get(entity, USER if operation.path.startswith("/user") else 1)),
        "slug": SLUGS.get(entity, "glass-harbour"),
        "season_type": "default", "language": "eng", "lang": "eng", "remoteId": "tt0910001",
    }  # fmt: skip


def test_a_favorite_that_was_added_is_among_them_at_once(door: Door) -> None:
    before = door.data("/v4/user/favorites")
    added = door.client.post("/v4/user/favorites", json={"series": 910002}, headers=door.headers)
    assert added.status_code == 200, added.text
    after = door.data("/v4/user/favorites")
    assert after != before
    assert 910002 in after["series"]


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'"x"'])
def test_a_favorite_that_is_none_is_refused(door: Door, body: bytes) -> None:
    headers = {**door.headers, "Content-Type": "application/json"}
    answer = door.client.post("/v4/user/favorites", data=body, headers=headers)
    assert (answer.status_code, answer.json["status"]) == (400, "failure")


def _without_host(document: Any, host: str) -> Any:
    return json.loads(json.dumps(document).replace(f"{host}/v4", "/v4"))
