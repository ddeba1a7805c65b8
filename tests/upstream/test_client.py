"""One question, one checked reply; and what trouble upstream becomes."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import (
    ConfigurationError,
    InvalidRequest,
    UpstreamBad,
    UpstreamDenied,
    UpstreamLimited,
    UpstreamMissing,
    UpstreamUnavailable,
)
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.upstream.client import TvdbClient

SERIES = {
    "id": 910001,
    "name": "Glass Harbour – 玻璃",
    "image": "/banners/v4/series/910001/posters/aa11bb22.jpg",
    "nextAired": "",
    "characters": None,
    "aliases": [],
    "score": 1e20,
    "unheardOf": {"deep": [1.5, True, None]},
}


def test_data_comes_as_it_was_sent(tvdb, client, success) -> None:
    tvdb.records["/series/910001/extended"] = success(SERIES)

    reply = client.get("/series/910001/extended", {"meta": "episodes", "short": None})

    assert reply.data == SERIES
    assert reply.links is None
    assert reply.last_modified == "Sat, 21 Nov 2026 12:00:00 GMT"
    assert tvdb.asked == [("/series/910001/extended", {"meta": "episodes"})]


def test_links_come_as_they_were_sent(tvdb, client, success) -> None:
    links = {"prev": None, "self": "a", "next": None, "total_items": 1, "page_size": 500}
    tvdb.records["/series"] = success([SERIES], **links)

    assert client.get("/series").links == links


@pytest.mark.parametrize("data", [None, [], {}, "", 0])
def test_empty_data_is_data(tvdb, client, success, data) -> None:
    tvdb.records["/x"] = success(data)

    assert client.get("/x").data == data


def test_an_envelope_without_status_but_with_data_is_taken(tvdb, client) -> None:
    """The filters of series are documented that way."""
    tvdb.records["/series/filter"] = (200, {"data": [1]})

    assert client.get("/series/filter").data == [1]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502 Bad Gateway</html>",
        b"[]",
        b'"success"',
        b"null",
        b'{"status": "success"}',
        b'{"status": "failure", "message": "x", "data": null}',
        b'{"status": "success", "data": NaN}',
        b'{"status": "success", "data": -Infinity}',
        b'{"status": "success", "data": ' + b"9" * 5000 + b"}",
        b'{"status": "success", "data": ' + b"[" * 200_000,
        b'{"status": "success", "data": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"status": "success", "data": "\xff"}',
        b'{"status": "success", "data": {"half',
    ],
)
def test_what_is_not_the_envelope_is_bad(tvdb, client, body: bytes) -> None:
    tvdb.records["/x"] = (200, body)

    with pytest.raises(UpstreamBad):
        client.get("/x")


def test_a_reply_larger_than_the_limit_is_refused(tvdb, connect, success) -> None:
    tvdb.records["/x"] = success("x" * 2000)

    with pytest.raises(UpstreamBad, match="source_too_large"):
        connect(max_bytes=1000).get("/x")


def test_a_404_of_a_gateway_is_not_a_deletion(tvdb, client) -> None:
    tvdb.records["/series/1"] = (404, {"message": "Not Found"})

    with pytest.raises(UpstreamBad):
        client.get("/series/1")


def test_a_missing_record_is_missing_in_upstreams_words(client) -> None:
    with pytest.raises(UpstreamMissing) as raised:
        client.get("/series/1")

    assert raised.value.public == "NotFoundException: error fetching series"


def test_an_outage_that_answers_404_with_a_web_page_is_not_a_deletion(tvdb, client) -> None:
    tvdb.records["/series/1"] = (404, b"<html>no such bucket</html>")

    with pytest.raises(UpstreamBad):
        client.get("/series/1")


def test_a_refused_question_is_the_askers_fault_in_upstreams_words(tvdb, client, failure) -> None:
    tvdb.records["/series/0"] = failure(400, "InvalidValueType: cannot make item path")

    with pytest.raises(InvalidRequest) as raised:
        client.get("/series/0")

    assert raised.value.code == "upstream_refused_request"
    assert raised.value.public == "InvalidValueType: cannot make item path"


@pytest.mark.parametrize("message", [None, 7, "", "a\nb", "\x1b[2J", {"a": 1}])
def test_upstreams_words_are_passed_on_only_if_they_are_plain(tvdb, client, message) -> None:
    tvdb.records["/x"] = (404, {"status": "failure", "message": message, "data": None})

    with pytest.raises(UpstreamMissing) as raised:
        client.get("/x")

    assert raised.value.public == "TheTVDB does not have this record."


@pytest.mark.parametrize("trouble", [(502, b"<html>"), (500, b""), (503, b"{}"), (504, b"x")])
def test_a_passing_trouble_is_not_noticed(tvdb, client, success, trouble) -> None:
    tvdb.records["/x"] = success(1)
    tvdb.troubles = [trouble, trouble]

    assert client.get("/x").data == 1
    assert len(tvdb.asked) == 3


def test_a_lasting_trouble_is_given_up_on(tvdb, client) -> None:
    tvdb.troubles = [(502, b"<html>")] * 10

    with pytest.raises(UpstreamUnavailable):
        client.get("/x")

    assert len(tvdb.asked) == 3


def test_a_wish_for_fewer_requests_is_passed_on_at_once(tvdb, client) -> None:
    tvdb.troubles = [(429, b"")]

    for _ in range(3):
        with pytest.raises(UpstreamLimited) as raised:
            client.get("/x")
        assert (raised.value.retry_after or 0) > 0

    assert len(tvdb.asked) == 1


def test_what_is_denied_is_not_asked_again(tvdb, client) -> None:
    tvdb.troubles = [(403, b"")] * 3

    with pytest.raises(UpstreamDenied):
        client.get("/x")

    assert len(tvdb.asked) == 1


@pytest.mark.parametrize(
    "path", ["series", "", "/", "//evil.example/", "/a//b", "/a/../b", "/./a", "/a/", "/\ud800"]
)
def test_a_path_that_means_another_is_refused_unasked(tvdb, client, path: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        client.get(path)

    assert raised.value.code == "invalid_path"
    assert (tvdb.asked, tvdb.logins) == ([], [])


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/search/remoteid/tt0000001?x=1#y", "/search/remoteid/tt0000001%3Fx%3D1%23y"),
        ("/series/slug/a%2fb", "/series/slug/a%252fb"),
        ("/lists/slug/ä b\r\n", "/lists/slug/%C3%A4%20b%0D%0A"),
        ("/a/@evil.example:80", "/a/%40evil.example%3A80"),
        ("/a/..%2f..", "/a/..%252f.."),
    ],
)
def test_a_path_is_sent_so_that_it_means_itself(tvdb, client, success, path, sent) -> None:
    tvdb.records[sent] = success(1)

    assert client.get(path).data == 1


@pytest.mark.parametrize(
    "url", ["", "https://api4.thetvdb.com", "ftp://x/v4", "x/v4", "https://x/v4/y"]
)
def test_a_wrong_base_address_is_named_at_once(url: str) -> None:
    fetcher = Fetcher(FetchPolicy(max_bytes=1, total_seconds=1))

    with pytest.raises(ConfigurationError, match="TVDB_BASE_URL"):
        TvdbClient(url, "key", "", fetcher)


def test_a_final_slash_of_the_base_address_does_not_matter(tvdb, success) -> None:
    policy = FetchPolicy(max_bytes=1000, total_seconds=10, private_hosts=frozenset({tvdb.site}))
    fetcher = Fetcher(policy)
    tvdb.records["/x"] = success(1)

    assert TvdbClient(tvdb.base_url + "/", "key", "", fetcher).get("/x").data == 1
    fetcher.close()
