"""Every kind of error has an answer at each door."""

from __future__ import annotations

import inspect

import pytest

from tvdbproxy import errors
from tvdbproxy.artwork.failure import VERDICTS
from tvdbproxy.errors import Kind, TvdbProxyError
from tvdbproxy.web.errors import STATUS

CLASSES = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, TvdbProxyError) and error is not TvdbProxyError
]


def test_every_kind_has_an_http_status() -> None:
    assert set(STATUS) == set(Kind)
    assert all(400 <= status < 600 for status in STATUS.values())


def test_every_kind_has_a_verdict_for_the_picture() -> None:
    assert set(VERDICTS) == set(Kind)


def test_every_kind_has_one_class() -> None:
    assert sorted(error.kind for error in CLASSES) == sorted(Kind)


@pytest.mark.parametrize("error", CLASSES)
def test_an_error_has_a_code_of_its_own_until_it_is_given_another(
    error: type[TvdbProxyError],
) -> None:
    assert error("x").code == error.default_code != TvdbProxyError.default_code or (
        error is errors.Unavailable
    )
    assert error("x", code="other").code == "other"


def test_the_log_sees_the_detail_and_the_public_does_not() -> None:
    error = TvdbProxyError("It is broken.", detail="secret/path")
    assert "secret" not in error.public
    assert "secret" in str(error)
