"""Every way in which requests, urllib3 and the layers below fail, as one of our errors.

Sentences are the same for every unreachable server, whether its name is unknown, its
port closed or its certificate wrong: an answer must not map our network.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import requests.exceptions as outer
import urllib3.exceptions as inner

from tvdbproxy.errors import (
    SourceNotAllowed,
    TvdbProxyError,
    UpstreamBad,
    UpstreamTimeout,
    UpstreamUnavailable,
)


@dataclass(frozen=True)
class Failure:
    """One of our errors, before it is raised."""

    error: type[TvdbProxyError]
    public: str
    code: str | None = None


UNREACHABLE = Failure(
    UpstreamUnavailable, "The other server could not be reached; try again later."
)
TIMED_OUT = Failure(UpstreamTimeout, "The other server took too long to answer; try again later.")
TRUNCATED = Failure(
    UpstreamBad,
    "The other server stopped in the middle of its answer; try again later.",
    "upstream_truncated",
)
GARBLED = Failure(
    UpstreamBad, "The other server gave an answer that cannot be understood; try again later."
)
NOT_A_URL = Failure(
    SourceNotAllowed, "Nothing is fetched from this address; it is not a URL of a web server."
)
LOOPING = Failure(
    UpstreamBad,
    "The other server redirects in circles; ask its owner or use another address.",
    "redirect_loop",
)

# One failure wraps another, so a row is looked for in the whole chain: the first row that
# is found anywhere wins, and the particular stands above the general.
FAILURES: tuple[tuple[type[BaseException], Failure], ...] = (
    (outer.ConnectTimeout, UNREACHABLE),
    (inner.ConnectTimeoutError, UNREACHABLE),
    (outer.Timeout, TIMED_OUT),
    (inner.TimeoutError, TIMED_OUT),
    (TimeoutError, TIMED_OUT),
    (outer.SSLError, UNREACHABLE),
    (inner.SSLError, UNREACHABLE),
    (ssl.SSLError, UNREACHABLE),
    (http.client.RemoteDisconnected, UNREACHABLE),
    (outer.ChunkedEncodingError, TRUNCATED),
    (http.client.IncompleteRead, TRUNCATED),
    (http.client.HTTPException, GARBLED),
    (outer.ConnectionError, UNREACHABLE),
    (outer.RetryError, UNREACHABLE),
    (inner.ProtocolError, TRUNCATED),
    (outer.TooManyRedirects, LOOPING),
    (outer.MissingSchema, NOT_A_URL),
    (outer.InvalidSchema, NOT_A_URL),
    (outer.InvalidURL, NOT_A_URL),
    (outer.URLRequired, NOT_A_URL),
    (inner.LocationValueError, NOT_A_URL),
    (outer.InvalidHeader, GARBLED),
    (outer.ContentDecodingError, GARBLED),
    (outer.InvalidJSONError, GARBLED),
    (outer.StreamConsumedError, GARBLED),
    (outer.UnrewindableBodyError, GARBLED),
    (outer.HTTPError, GARBLED),
)

CAUGHT: tuple[type[Exception], ...] = (
    outer.RequestException,
    inner.HTTPError,
    http.client.HTTPException,
    OSError,
)
"""What may come out of the libraries while a request is sent or its body read."""


def as_ours(error: BaseException) -> TvdbProxyError:
    """Our error for one of ``CAUGHT``; an unknown kind counts as unreachable."""
    return raised(failure_of(error) or UNREACHABLE, detail=f"{type(error).__name__}: {error}")


def failure_of(error: BaseException) -> Failure | None:
    """The row that fits the error or anything that it wraps."""
    chain = tuple(_chain(error))
    for kind, failure in FAILURES:
        if any(isinstance(link, kind) for link in chain):
            return failure
    return None


def raised(failure: Failure, detail: str) -> TvdbProxyError:
    """The exception itself, to be raised."""
    return failure.error(failure.public, code=failure.code, detail=detail[:1000])


def was_hung_up(error: BaseException) -> bool:
    """Whether the other side closed the connection without a word of answer."""
    hang_ups = (ConnectionResetError, BrokenPipeError)
    return any(isinstance(link, hang_ups) for link in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and everything that it wraps: arguments, reasons, causes."""
    waiting, seen = [error], set[int]()
    while waiting:
        link = waiting.pop()
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        # Not __context__: that may be an earlier failure which the caller is dealing with.
        wrapped = (*link.args, getattr(link, "reason", None), link.__cause__)
        waiting += [item for item in wrapped if isinstance(item, BaseException)]
