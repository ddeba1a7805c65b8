"""``If-Modified-Since`` as the clients send it: their callers' words, passed on unread."""

from __future__ import annotations

from email.utils import formatdate, parsedate_to_datetime
from typing import Any

import pytest

from tests.clients.conftest import UPSTREAM, Crowd
from tests.clients.getters import GETTERS, SERIES, getters_of, parameters_of
from tests.clients.python_clients import KINDS
from tests.clients.wire import Wire

NOT_MODIFIED = {"code": 304, "message": "Not-Modified"}
OLD = "Wed, 01 Jan 2020 00:00:00 GMT"
# Years ahead, so that it is after whatever may have changed.
AHEAD = formatdate(4_000_000_000, usegmt=True)
NO_DATES = ("yesterday", "1735689600", "2025-01-01", "2025-01-01 00:00:00", "-1", "Wed, 99")
EACH = [
    (name, getter)
    for name in ("tvdb_v4_official", "aiotvdb")
    for getter in getters_of(KINDS[name])
    if "if_modified_since" in parameters_of(KINDS[name], getter)
]
# These name the header and never send it; what they return is a pair with it.
FORGETFUL = ("get_list", "get_list_extended", "get_inspiration_types")


@pytest.mark.parametrize(("name", "getter"), EACH)
def test_dates_that_are_too_old_get_the_answer_and_later_ones_304(
    crowd: Crowd, name: str, getter: str
) -> None:
    asked = GETTERS[getter][0]

    def ask(mode: str, since: str) -> Any:
        client = crowd.client(name, mode)
        return client.ask(getter, *asked.args, **{**asked.options, "if_modified_since": since})

    upstream = ask(UPSTREAM, OLD)
    old = ask("off", OLD)
    assert old.at(crowd.front.base, crowd.front.sample.artwork_host).value == upstream.value
    later = ask("off", AHEAD)
    if name == "tvdb_v4_official" and getter in FORGETFUL:
        assert later.value == [old.value[0], AHEAD]
    else:
        assert later.value == NOT_MODIFIED


@pytest.mark.parametrize("no_date", NO_DATES)
@pytest.mark.parametrize("name", ["tvdb_v4_official", "aiotvdb"])
def test_what_is_no_date_gets_the_answer(crowd: Crowd, name: str, no_date: str) -> None:
    for mode in ("off", "mirror"):
        found = crowd.client(name, mode).ask(
            "get_series_extended", SERIES, if_modified_since=no_date
        )
        assert found.value["id"] == SERIES


@pytest.mark.parametrize("mode", ["off", "mirror", "sized"])
def test_what_was_sent_as_last_modified_is_good_for_304(wire: Wire, mode: str) -> None:
    """As SickChill does it: it keeps the header's text and sends it back."""
    client = wire.holding(image_rewrite=mode)
    for path in (f"/series/{SERIES}", f"/series/{SERIES}/extended?short=true", "/genres"):
        first = client.get(path)
        modified = first.headers["Last-Modified"]
        assert parsedate_to_datetime(modified).tzinfo is not None

        again = client.get(path, If_Modified_Since=modified)
        assert (again.status, again.body) == (304, b"")

        earlier = parsedate_to_datetime(modified).timestamp() - 1
        full = client.get(path, If_Modified_Since=formatdate(earlier, usegmt=True))
        assert (full.status, full.body) == (200, first.body)


def test_who_comes_from_upstream_gets_our_addresses_once(wire: Wire) -> None:
    """What it has is as new as the record, and leads to pictures elsewhere."""
    path = f"/series/{SERIES}"
    theirs = wire.upstream().get(path).headers["Last-Modified"]
    client = wire.holding()
    ours = client.get(path, If_Modified_Since=theirs)
    assert ours.data["image"].startswith(wire.front.base)
    assert client.get(path, If_Modified_Since=ours.headers["Last-Modified"]).status == 304


def test_tags_are_of_the_answer_and_not_of_the_record(wire: Wire) -> None:
    client = wire.holding()
    path = "/series/910002"
    modified = client.get(path).headers["Last-Modified"]
    tag = client.get(path).headers["ETag"]
    for asked in ({"If_None_Match": tag}, {"If_Modified_Since": modified}):
        assert client.get(path, **asked).status == 304
    other = wire.holding(image_rewrite="off").get(path, If_None_Match=tag)
    assert other.status == 200  # another key, another answer
