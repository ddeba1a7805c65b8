"""What an answer's status means to us, where it is not the answer that was asked for."""

from __future__ import annotations

from collections.abc import Mapping

from tvdbproxy.errors import (
    TvdbProxyError,
    UpstreamBad,
    UpstreamDenied,
    UpstreamGone,
    UpstreamLimited,
    UpstreamMissing,
    UpstreamUnavailable,
)
from tvdbproxy.fetch.retry_after import UNSAID, seconds_to_wait

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_DENIED = "The other server does not let us have this; check the address and the credentials."
_MEANINGS: dict[int, tuple[type[TvdbProxyError], str]] = {
    401: (UpstreamDenied, _DENIED),
    403: (UpstreamDenied, _DENIED),
    404: (UpstreamMissing, "The other server does not have this; check the address."),
    410: (UpstreamGone, "The other server has removed this for good."),
}


def error_for(status: int, headers: Mapping[str, str]) -> TvdbProxyError:
    """The error that this status is; ``headers`` have lower-case names."""
    error = _meaning(status, headers)
    error.upstream_status = status
    return error


def _meaning(status: int, headers: Mapping[str, str]) -> TvdbProxyError:
    wait = seconds_to_wait(headers.get("retry-after"), date=headers.get("date"))
    detail = f"status {status}"
    if status == 429:
        return limited(UNSAID if wait is None else wait, detail=detail)
    if status >= 500:
        return UpstreamUnavailable(
            "The other server is in trouble; try again later.", detail=detail, retry_after=wait
        )
    if status in _MEANINGS:
        error, public = _MEANINGS[status]
        return error(public, detail=detail)
    return UpstreamBad(
        "The other server refused the request; check the address.",
        code="upstream_refused",
        detail=detail,
    )


def limited(seconds: float, *, detail: str) -> UpstreamLimited:
    """The other server asked to be left alone for this long."""
    return UpstreamLimited(
        "The other server wants fewer requests; try again later.",
        detail=detail,
        retry_after=seconds,
    )
