"""CloudFront is asked as it wants to be asked, and understood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cdn.cloudfront_api import DISTRIBUTION, KEY, SECRET, CloudFrontApi
from tests.cdn.conftest import known, rested
from tvdbproxy.cdn import outbox
from tvdbproxy.cdn.cloudfront import CloudFront
from tvdbproxy.cdn.courier import Courier, deliver
from tvdbproxy.db.database import Database
from tvdbproxy.errors import TvdbProxyError

ADDRESSES = ["/images/series/1/*", "https://cdn.example.com/series/6b/86/1/*", "/banners/a%20b.jpg"]


@pytest.fixture
def purger(cloudfront_server: CloudFrontApi) -> CloudFront:
    return CloudFront(DISTRIBUTION, cloudfront_server.url, KEY, SECRET)


def test_paths_are_invalidated_whatever_name_they_are_under(
    purger: CloudFront, cloudfront_server: CloudFrontApi
) -> None:
    purger.purge(ADDRESSES, "first")
    assert cloudfront_server.invalidations == {
        "first": ["/banners/a%20b.jpg", "/images/series/1/*", "/series/6b/86/1/*"]
    }


def test_the_same_reference_is_the_same_invalidation(
    purger: CloudFront, cloudfront_server: CloudFrontApi
) -> None:
    for _ in range(3):
        purger.purge(ADDRESSES, "first")
    assert (len(cloudfront_server.invalidations), cloudfront_server.repeated) == (1, 2)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"secret_key": "wrong"}, "SignatureDoesNotMatch"),
        ({"distribution": "EWRONG"}, "NoSuchDistribution"),
    ],
)
def test_a_wrong_key_or_distribution_is_named(
    purger: CloudFront, wrong: dict[str, str], why: str
) -> None:
    with pytest.raises(TvdbProxyError) as raised:
        replace(purger, **wrong).purge(ADDRESSES, "first")
    assert raised.value.code == "purge_denied"
    assert "CLOUDFRONT_DISTRIBUTION_ID" in raised.value.public
    assert why in str(raised.value.detail)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (("Throttling", 400), "upstream_rate_limited"),
        (("TooManyInvalidationsInProgress", 400), "upstream_rate_limited"),
        (("ServiceUnavailable", 503), "upstream_unavailable"),
        (("AccessDenied", 403), "purge_denied"),
        (("InvalidArgument", 400), "purge_refused"),
        (("Odd", 400), "purge_unclear"),
    ],
)
def test_each_answer_is_understood_and_comes_at_once(
    purger: CloudFront, cloudfront_server: CloudFrontApi, answer: tuple[str, int], code: str
) -> None:
    cloudfront_server.answers.append(answer)
    with pytest.raises(TvdbProxyError) as raised:
        purger.purge(ADDRESSES, "first")
    assert raised.value.code == code
    assert cloudfront_server.asked == 1  # the courier decides when to try again


def test_a_server_that_is_not_there_is_one_to_ask_later() -> None:
    gone = CloudFrontApi()
    gone.close()
    with pytest.raises(TvdbProxyError) as raised:
        CloudFront(DISTRIBUTION, gone.url, KEY, SECRET).purge(ADDRESSES, "first")
    assert raised.value.code == "upstream_unavailable"


def test_of_what_ends_with_a_star_few_are_under_way_at_a_time(
    sqlite_database: Database, purger: CloudFront, cloudfront_server: CloudFrontApi
) -> None:
    courier = Courier(sqlite_database, purger, "right", lease_seconds=60)
    with sqlite_database.write() as session:
        outbox.ask(session, [f"/images/series/{number}/*" for number in range(1, 31)])
    assert deliver(courier) == 7  # in two spellings each
    assert known(sqlite_database).error_code == "upstream_rate_limited"
    done = 7
    while done < 30:
        cloudfront_server.complete()
        rested(sqlite_database)
        more = deliver(courier)
        assert more > 0
        done += more
    assert len(cloudfront_server.paths) == len(set(cloudfront_server.paths)) == 60
