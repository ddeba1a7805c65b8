"""Lists to their end, whatever their links say."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import UpstreamBad, UpstreamUnavailable
from tvdbproxy.upstream.pages import pages

FIVE = [[1, 2], [3, 4], [5]]


def listing(success, content, *, next_of=None):
    """A paged list; ``next_of`` gives ``links.next`` by page number, else the honest one."""

    def answer(query):
        number = int(query["page"])
        rows = content[number] if number < len(content) else []
        honest = f"https://api4.thetvdb.com/v4/x?page={number + 1}"
        following = honest if number + 1 < len(content) else None
        return success(rows, next=next_of(number) if next_of else following, self="x")

    return answer


def test_every_page_comes_once_and_names_the_one_to_resume_at(tvdb, client, success) -> None:
    tvdb.records["/series"] = listing(success, FIVE)

    read = [(page.number, page.rows, page.next) for page in pages(client, "/series")]

    assert read == [(0, [1, 2], 1), (1, [3, 4], 2), (2, [5], None)]
    assert len(tvdb.asked) == 3


def test_reading_begins_at_any_page_and_asks_no_more_than_is_wanted(tvdb, client, success) -> None:
    tvdb.records["/series"] = listing(success, FIVE)

    page = next(pages(client, "/series", {"lang": "eng"}, start=1))

    assert (page.number, page.rows, page.next) == (1, [3, 4], 2)
    assert tvdb.asked == [("/series", {"lang": "eng", "page": "1"})]


def test_an_empty_list_has_no_page(tvdb, client, success) -> None:
    tvdb.records["/series"] = listing(success, [])

    assert list(pages(client, "/series")) == []


@pytest.mark.parametrize("start", [3, 12_114])
def test_a_page_past_the_end_is_the_end(tvdb, client, success, start: int) -> None:
    tvdb.records["/series"] = listing(success, FIVE)

    assert list(pages(client, "/series", start=start)) == []


@pytest.mark.parametrize(
    "following",
    [
        "https://api4.thetvdb.com/v4/series?page=0",
        "https://evil.example/series?page=7",
        "//series",
        "page=1",
        "yes",
        7,
    ],
)
def test_links_that_never_end_or_lead_astray_do_no_harm(tvdb, client, success, following) -> None:
    tvdb.records["/series"] = listing(success, FIVE, next_of=lambda _: following)

    assert [page.rows for page in pages(client, "/series")] == FIVE


@pytest.mark.parametrize("nothing", [None, "", False])
def test_the_list_ends_where_upstream_says_so(tvdb, client, success, nothing) -> None:
    tvdb.records["/series"] = listing(success, FIVE, next_of=lambda _: nothing)

    assert [page.number for page in pages(client, "/series")] == [0]


def test_a_server_that_ignores_the_page_is_noticed(tvdb, client, success) -> None:
    tvdb.records["/series"] = success([1, 2], next="more", self="x")

    with pytest.raises(UpstreamBad) as raised:
        list(pages(client, "/series"))

    assert raised.value.code == "upstream_pages_loop"


def test_a_list_without_links_goes_on_while_pages_are_full(tvdb, client, success) -> None:
    content = [list(range(500)), list(range(500, 1000)), [1000]]
    tvdb.records["/seasons"] = lambda query: success(content[int(query["page"])])

    assert [len(page.rows) for page in pages(client, "/seasons")] == [500, 500, 1]


def test_episodes_are_found_inside_their_series(tvdb, client, success) -> None:
    tvdb.records["/series/1/episodes/default"] = lambda query: success(
        {"series": {"id": 1}, "episodes": [int(query["page"])]},
        next="more" if query["page"] == "0" else None,
    )

    read = list(pages(client, "/series/1/episodes/default"))

    assert [page.rows for page in read] == [[0], [1]]
    assert read[0].reply.data["series"] == {"id": 1}


@pytest.mark.parametrize("data", ["text", 7, {"episodes": {}}, {"episodes": "x"}])
def test_what_is_no_list_is_bad(tvdb, client, success, data) -> None:
    tvdb.records["/series"] = success(data)

    with pytest.raises(UpstreamBad):
        list(pages(client, "/series"))


@pytest.mark.parametrize("data", [None, {}, {"episodes": None}])
def test_a_list_that_is_not_there_is_empty(tvdb, client, success, data) -> None:
    tvdb.records["/series"] = success(data)

    assert list(pages(client, "/series")) == []


@pytest.mark.proves("F55")
def test_an_interrupted_reading_is_resumed_where_it_stopped(tvdb, client, success) -> None:
    tvdb.records["/series"] = listing(success, FIVE)
    reading = pages(client, "/series")
    kept = [next(reading)]
    tvdb.troubles = [(502, b"")] * 3
    with pytest.raises(UpstreamUnavailable):
        next(reading)

    kept += pages(client, "/series", start=kept[-1].next or 0)

    assert [page.rows for page in kept] == FIVE


@pytest.mark.proves("F54")
def test_a_token_that_ends_between_pages_is_not_noticed(tvdb, client, success) -> None:
    tvdb.records["/series"] = listing(success, FIVE)
    reading = pages(client, "/series")
    first = next(reading)
    tvdb.expire_tokens()

    assert [first.rows, *(page.rows for page in reading)] == FIVE
    assert len(tvdb.logins) == 2
