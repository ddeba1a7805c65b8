"""The one token that all requests share, and its renewal: once, however many need it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from threading import Lock

from tvdbproxy.errors import (
    UpstreamDenied,
    UpstreamLimited,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from tvdbproxy.upstream.expiry import expiry_of

_AHEAD = 24 * 3600.0
_REST = 60.0


@dataclass(frozen=True)
class _Token:
    text: str
    taken_at: float
    renew_at: float
    expires_at: float
    after_refusal: bool = False
    worked: bool = False


class TokenKeeper:
    """Thread-safe. ``log_in`` gives a new token or raises. Tokens tell their end in Unix
    seconds (``wall``); from then on time is the monotonic ``clock``'s, so that a wall clock
    that jumps neither ends a token nor makes a rest eternal.

    Upstream is not hammered with a key that it does not want: a key that was refused is
    not tried again for a minute, and a token that replaced a refused one and does not
    work either is kept as long.
    """

    def __init__(
        self,
        log_in: Callable[[], str],
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._log_in = log_in
        self._wall = wall
        self._clock = clock
        self._lock = Lock()
        self._token: _Token | None = None
        self._flight: Future[str] | None = None
        self._refused: tuple[float, UpstreamDenied] | None = None

    def current(self) -> str:
        """A token to send, renewed ahead of its end; raises what ``log_in`` raises."""
        with self._lock:
            token = self._token
        if token is None or self._clock() >= token.expires_at:
            return self._renew(token)
        if self._clock() >= token.renew_at:
            return self._renew_early(token)
        return token.text

    def renewed(self, stale: str) -> str:
        """A token other than ``stale``, which upstream has just answered with 401."""
        with self._lock:
            token = self._token
        if token and token.text != stale:
            return token.text
        useless = token and token.after_refusal and not token.worked
        if token and useless and self._clock() - token.taken_at < _REST:
            raise refused()
        return self._renew(token, after_refusal=True)

    def worked(self, text: str) -> None:
        """Upstream has accepted this token."""
        with self._lock:
            if self._token and self._token.text == text and not self._token.worked:
                self._token = replace(self._token, worked=True)

    def _renew_early(self, token: _Token) -> str:
        """As long as the old token is good, a login that fails can wait."""
        try:
            return self._renew(token)
        except (UpstreamUnavailable, UpstreamTimeout, UpstreamLimited):
            with self._lock:
                if self._token is token:
                    self._token = replace(token, renew_at=self._clock() + _REST)
            return token.text

    def _renew(self, old: _Token | None, *, after_refusal: bool = False) -> str:
        """Log in, or wait for the thread that is at it and share its outcome."""
        with self._lock:
            if self._token and (old is None or self._token.text != old.text):
                return self._token.text
            if self._refused and self._clock() < self._refused[0]:
                raise _again(self._refused[1])
            flight, leading = self._flight, self._flight is None
            if flight is None:
                flight = self._flight = Future()
        if leading:
            self._lead(flight, after_refusal)
        return flight.result()

    def _lead(self, flight: Future[str], after_refusal: bool) -> None:
        """Whatever happens, the waiting threads hear of it."""
        try:
            token = self._taken(self._log_in(), after_refusal)
        except BaseException as error:
            with self._lock:
                self._flight = None
                if isinstance(error, UpstreamDenied):
                    self._refused = (self._clock() + _REST, error)
            flight.set_exception(error)
            raise
        with self._lock:
            self._token, self._flight, self._refused = token, None, None
        flight.set_result(token.text)

    def _taken(self, text: str, after_refusal: bool) -> _Token:
        """The token with its times; never due at once, even where clocks disagree."""
        now, wall = self._clock(), self._wall()
        life = max(expiry_of(text, wall) - wall, _REST)
        expires_at = now + life
        return _Token(text, now, expires_at - min(_AHEAD, life / 10), expires_at, after_refusal)


def refused() -> UpstreamDenied:
    """Upstream does not take the token that it has just given."""
    return UpstreamDenied(
        "TheTVDB refuses this request with a fresh token; check what TVDB_API_KEY may do."
    )


def _again(error: UpstreamDenied) -> UpstreamDenied:
    """A new exception for each raise, since every raise lengthens a traceback."""
    return UpstreamDenied(error.public, code=error.code, detail=error.detail)
