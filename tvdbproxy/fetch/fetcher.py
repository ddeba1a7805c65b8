"""One errand to another server, from URL to bytes."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from types import MappingProxyType
from typing import Any

import requests
from requests import PreparedRequest, Response

from tvdbproxy import __version__
from tvdbproxy.errors import (
    TvdbProxyError,
    UpstreamLimited,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from tvdbproxy.fetch import dial
from tvdbproxy.fetch.body import read_body
from tvdbproxy.fetch.breaker import CircuitBreaker
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.fetch.failures import CAUGHT, LOOPING, TIMED_OUT, as_ours, raised, was_hung_up
from tvdbproxy.fetch.fetched import Fetched
from tvdbproxy.fetch.pauses import Pauses
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.fetch.redirects import headers_for, is_redirect, next_target, not_repeated
from tvdbproxy.fetch.resolve import Resolver
from tvdbproxy.fetch.statuses import error_for
from tvdbproxy.fetch.target import Target, target_of
from tvdbproxy.fetch.transport import GuardedAdapter
from tvdbproxy.meter.events import Event, Service
from tvdbproxy.meter.meter import SILENT, Meter, timed

OK = frozenset({200})
_OURS = {"User-Agent": f"tvdbproxy/{__version__}", "Accept-Encoding": "identity"}
_REPEATABLE = ("GET", "HEAD")


class Fetcher:
    """Fetches under one policy. Thread-safe; build one per process and policy.

    Connections are kept open and reused, therefore never share one between policies: what
    one may connect to, another may not. ``pauses`` and ``breaker`` are about the hosts
    themselves and should be shared. ``meter`` is told of every request, under what the servers
    are to us and the class of ``operation`` that a URL is, of which there must be few.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        resolver: Resolver = socket.getaddrinfo,
        pauses: Pauses | None = None,
        breaker: CircuitBreaker | None = None,
        meter: Meter = SILENT,
        service: Service = Service.OTHER,
        operation: Callable[[str], str] = lambda url: "fetch",
    ) -> None:
        self.policy = policy
        self._meter, self._service, self._operation = meter, service, operation
        self._resolver = resolver
        self._pauses = pauses or Pauses()
        self._breaker = breaker or CircuitBreaker(meter=meter, service=service)
        self._adapter = GuardedAdapter(pool_connections=32, pool_maxsize=16)

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """The whole of what is at ``url``: status 200, or 304 where a validator still holds.

        Raises ``SourceNotAllowed``, ``TooLarge`` (``source_too_large``) and every
        ``Upstream…`` error; no other.
        """
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        sent = {name: value for name, value in validators.items() if value}
        expected = OK | {304} if sent else OK
        return self.request("GET", url, headers={**(headers or {}), **sent}, expected=expected)

    def request(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        expected: frozenset[int] = OK,
    ) -> Fetched:
        """One request; an answer whose status is not ``expected`` is raised as an error.

        Redirects of GET and HEAD are followed. Raises as ``get`` does.
        """
        deadline = Deadline.after(self.policy.total_seconds)
        with (
            timed(self._meter, Event.CALL, self._service, self._operation(url)),
            dial.running(dial.Errand(self.policy, self._resolver, deadline)),
        ):
            return self._follow(method, url, dict(headers or {}), json, expected)

    def submit(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> int:
        """Hand ``body`` to a server that need only say that it has it: its status, 200 to 299.

        Sent once, to this server alone: a redirect is an error. Nothing that follows the
        status and the headers is read, so that it can neither be too long nor too slow.
        Raises as ``get`` does.
        """
        deadline = Deadline.after(self.policy.total_seconds)
        target = target_of(url, self.policy)
        # A connection that is kept may go stale, and then nobody knows whether it was sent.
        sent = {**(headers or {}), **_OURS, "Connection": "close"}
        with (
            timed(self._meter, Event.CALL, self._service, self._operation(url)),
            dial.running(dial.Errand(self.policy, self._resolver, deadline)),
            self._watched(target),
        ):
            request = requests.Request(method, target.url, headers=sent, data=body).prepare()
            with closing(self._send(request)) as response:
                if is_redirect(response):
                    raise not_repeated(response)
                if response.status_code // 100 != 2:
                    raise error_for(response.status_code, _headers_of(response))
                return response.status_code

    def close(self) -> None:
        """Close the connections that are kept."""
        self._adapter.close()

    def _follow(
        self, method: str, url: str, headers: dict[str, str], json: Any, expected: frozenset[int]
    ) -> Fetched:
        target = target_of(url, self.policy)
        visited: set[str] = set()
        while target.url not in visited and len(visited) <= self.policy.max_redirects:
            visited.add(target.url)
            with self._watched(target):
                request = requests.Request(
                    method, target.url, headers={**headers, **_OURS}, json=json
                ).prepare()
                with closing(self._send(request)) as response:
                    if not is_redirect(response):
                        return self._answer(response, target, expected)
                    there = next_target(response, target, self.policy)
            headers = headers_for(there, target, headers)
            target = there
        raise raised(LOOPING, detail=f"{len(visited)} redirects, the last to {target.url}")

    @contextmanager
    def _watched(self, target: Target) -> Iterator[None]:
        """Keep away from hosts that need it, and remember how this one did."""
        self._pauses.check(target.site)
        self._breaker.admit(target.site)
        try:
            yield
        except CAUGHT as error:
            self._breaker.failed(target.site)
            late = dial.current().deadline.passed
            raise (raised(TIMED_OUT, repr(error)) if late else as_ours(error)) from error
        except (UpstreamUnavailable, UpstreamTimeout):
            self._breaker.failed(target.site)
            raise
        except TvdbProxyError as error:
            self._breaker.succeeded(target.site)
            if isinstance(error, UpstreamLimited) and error.retry_after is not None:
                self._pauses.pause(target.site, error.retry_after)
            raise
        else:
            self._breaker.succeeded(target.site)

    def _send(self, request: PreparedRequest) -> Response:
        """Send; once more where a connection that was kept open had gone stale."""
        timeout = (self.policy.connect_seconds, self.policy.read_seconds)
        try:
            return self._adapter.send(request, stream=True, timeout=timeout)
        except requests.ConnectionError as error:
            if request.method not in _REPEATABLE or not was_hung_up(error):
                raise
        return self._adapter.send(request, stream=True, timeout=timeout)

    def _answer(self, response: Response, target: Target, expected: frozenset[int]) -> Fetched:
        headers = _headers_of(response)
        if response.status_code not in expected:
            raise error_for(response.status_code, headers)
        data, digest = b"", ""
        if response.request.method != "HEAD" and response.status_code != 304:
            data, digest = read_body(response, self.policy.max_bytes)
        return Fetched(target.url, response.status_code, data, digest, MappingProxyType(headers))


def _headers_of(response: Response) -> dict[str, str]:
    """By lower-case names."""
    return {name.lower(): value for name, value in response.headers.items()}
