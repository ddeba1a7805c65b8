"""The table from the libraries' exceptions to ours is total, and right where it matters."""

from __future__ import annotations

import http.client
import inspect

import pytest
import requests.exceptions
import urllib3.exceptions

from tvdbproxy.errors import UpstreamBad, UpstreamTimeout, UpstreamUnavailable
from tvdbproxy.fetch.failures import CAUGHT, FAILURES, as_ours, failure_of


def _all(module, base: type[BaseException]) -> list[type[BaseException]]:
    found = inspect.getmembers(module, inspect.isclass)
    return [kind for _, kind in found if issubclass(kind, base) and kind is not base]


def _bare(kind: type[BaseException]) -> BaseException:
    """An instance without going through constructors that want pools and parsers."""
    return kind.__new__(kind)


@pytest.mark.parametrize("kind", _all(requests.exceptions, requests.RequestException))
def test_every_exception_of_requests_has_a_row(kind: type[BaseException]) -> None:
    assert failure_of(_bare(kind)) is not None


@pytest.mark.parametrize("kind", _all(http.client, http.client.HTTPException))
def test_every_exception_of_http_client_has_a_row(kind: type[BaseException]) -> None:
    assert failure_of(_bare(kind)) is not None


@pytest.mark.parametrize("kind", _all(urllib3.exceptions, urllib3.exceptions.HTTPError))
def test_every_exception_of_urllib3_is_caught(kind: type[BaseException]) -> None:
    assert issubclass(kind, CAUGHT)


def test_an_exception_that_the_table_does_not_know_counts_as_unreachable() -> None:
    assert failure_of(urllib3.exceptions.HTTPError()) is None
    assert isinstance(as_ours(urllib3.exceptions.HTTPError()), UpstreamUnavailable)


def test_no_row_is_hidden_by_a_more_general_one_above_it() -> None:
    for place, (kind, failure) in enumerate(FAILURES):
        above = [general for general, _ in FAILURES[:place] if issubclass(kind, general)]
        assert above == [], f"{kind} ({failure}) can never be reached"


def test_the_cause_that_is_wrapped_decides() -> None:
    garbled = urllib3.exceptions.ProtocolError("aborted", http.client.BadStatusLine("SSH"))
    hung_up = urllib3.exceptions.ProtocolError("aborted", ConnectionResetError())

    assert isinstance(as_ours(requests.ConnectionError(garbled)), UpstreamBad)
    assert isinstance(as_ours(requests.ConnectionError(hung_up)), UpstreamUnavailable)
    assert as_ours(hung_up).code == "upstream_truncated"


def test_an_earlier_failure_that_is_being_handled_does_not_decide() -> None:
    later = requests.ConnectionError()
    later.__context__ = requests.ReadTimeout()

    assert isinstance(as_ours(later), UpstreamUnavailable)


def test_errors_that_wrap_each_other_in_a_circle_end() -> None:
    one, two = requests.ReadTimeout(), requests.ReadTimeout()
    one.__cause__, two.__cause__ = two, one

    assert isinstance(as_ours(one), UpstreamTimeout)


@pytest.mark.proves("S6")
def test_what_is_public_says_nothing_of_addresses_and_the_log_says_all() -> None:
    error = as_ours(requests.ConnectionError("10.1.2.3:5432 refused"))

    assert "10.1.2.3" not in error.public
    assert "10.1.2.3" in (error.detail or "")
