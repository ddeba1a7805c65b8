"""What an unexpected status means."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import (
    UpstreamBad,
    UpstreamDenied,
    UpstreamGone,
    UpstreamLimited,
    UpstreamMissing,
    UpstreamUnavailable,
)


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (400, UpstreamBad, "upstream_refused"),
        (401, UpstreamDenied, "upstream_denied"),
        (403, UpstreamDenied, "upstream_denied"),
        (404, UpstreamMissing, "missing_upstream"),
        (410, UpstreamGone, "gone"),
        (418, UpstreamBad, "upstream_refused"),
        (429, UpstreamLimited, "upstream_rate_limited"),
        (500, UpstreamUnavailable, "upstream_unavailable"),
        (502, UpstreamUnavailable, "upstream_unavailable"),
        (503, UpstreamUnavailable, "upstream_unavailable"),
        (599, UpstreamUnavailable, "upstream_unavailable"),
        (204, UpstreamBad, "upstream_refused"),
        (206, UpstreamBad, "upstream_refused"),
        (300, UpstreamBad, "upstream_refused"),
    ],
)
def test_a_status_is_an_error_of_its_kind(serve, fetching, reply, status, error, code) -> None:
    stub = serve(reply(b"<html>oops" if status != 204 else b"", status=status))

    with pytest.raises(error) as raised:
        fetching(stub).get(stub.url)

    assert raised.value.code == code
    assert "oops" not in str(raised.value)
