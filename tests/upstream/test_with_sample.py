"""The client against the sample upstream: two parts that were built apart understand each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tvdbproxy.embedded.sample import start_sample
from tvdbproxy.errors import InvalidRequest, UpstreamDenied, UpstreamMissing
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import hosts_of
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.upstream.pages import pages
from tvdbproxy.upstream.updates import CURSOR_TOO_OLD, changes_since


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    sample = start_sample(page_size=10)
    yield sample.base_url
    sample.stop()


@pytest.fixture
def fetcher(base_url: str) -> Iterator[Fetcher]:
    hosts = hosts_of([base_url])
    policy = FetchPolicy(10_000_000, 10, allowed_hosts=hosts, private_hosts=hosts)
    fetcher = Fetcher(policy)
    yield fetcher
    fetcher.close()


def test_the_catalogue_is_read_to_its_end(base_url: str, fetcher: Fetcher) -> None:
    client = TvdbClient(base_url, "any", "", fetcher)

    read = list(pages(client, "/series"))

    rows = [row for page in read for row in page.rows]
    assert len({row["id"] for row in rows}) == (read[0].reply.links or {})["total_items"]
    first = client.get(f"/series/{rows[0]['id']}/extended", {"meta": "episodes"}).data
    assert first["name"] == rows[0]["name"]


def test_refusals_are_understood(base_url: str, fetcher: Fetcher) -> None:
    client = TvdbClient(base_url, "any", "", fetcher)

    with pytest.raises(UpstreamMissing):
        client.get("/series/1")
    with pytest.raises(InvalidRequest) as raised:
        list(changes_since(client, 1))
    assert raised.value.code == CURSOR_TOO_OLD
    with pytest.raises(UpstreamDenied):
        TvdbClient(base_url, "wrong", "", fetcher).get("/series")
