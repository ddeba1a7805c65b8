"""The public keys of whoever signs the tokens of users, as a key set that it publishes.

They are fetched when first needed, again when a token names one that is not among them, and
every hour. All the while the keys that are known go on being good: where their server is away,
its users are not.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext

from tvdbproxy.access.public_keys import PublicKey, keys_of_set
from tvdbproxy.errors import TvdbProxyError, Unavailable
from tvdbproxy.fetch.fetcher import Fetcher

log = logging.getLogger(__name__)

PAUSE_SECONDS = 10.0
"""How long the server of the keys is left alone after it was asked, whatever the reason."""

FRESH_SECONDS = 3600.0
"""Age at which keys are fetched again, so that those that were withdrawn are forgotten."""

_ACCEPTED = {"Accept": "application/jwk-set+json, application/json"}

Room = Callable[[], AbstractContextManager[None]]


class KeySet:
    """One for a process, thread-safe.

    ``allowed`` are the algorithms that the settings name. Who has to wait for the server takes
    ``room``, which may raise ``Overloaded``.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        url: str,
        allowed: Collection[str],
        *,
        room: Room = nullcontext,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher = fetcher
        self._url = url
        self._allowed = allowed
        self._room = room
        self._clock = clock
        self._keys: tuple[PublicKey, ...] = ()
        self._read_at = self._asked_at = float("-inf")
        self._asking = threading.Lock()

    def find(self, kid: str | None, algorithm: str) -> PublicKey | None:
        """The key of this name; without a name, the only one for the algorithm.

        Raises ``Unavailable`` (``jwks_unavailable``) as long as no key is known at all.
        """
        found = self._known(kid, algorithm)
        if found is None:
            self._ask_and_wait()
            found = self._known(kid, algorithm)
        elif self._clock() - self._read_at >= FRESH_SECONDS:
            self._ask_meanwhile()
        if not self._keys:
            raise Unavailable(
                "The keys that tokens are verified with cannot be had now; try again shortly.",
                code="jwks_unavailable",
                retry_after=PAUSE_SECONDS,
            )
        return found

    def _known(self, kid: str | None, algorithm: str) -> PublicKey | None:
        fitting = [key for key in self._keys if algorithm in key.algorithms]
        if kid is None:
            return fitting[0] if len(fitting) == 1 else None
        return next((key for key in fitting if key.kid == kid), None)

    def _may_ask(self) -> bool:
        return self._clock() - self._asked_at >= PAUSE_SECONDS

    def _ask_and_wait(self) -> None:
        """One asks, whoever comes meanwhile waits for its answer; soon afterwards nobody does."""
        if not self._may_ask() and not self._asking.locked():
            return
        with self._room(), self._asking:
            if self._may_ask():
                self._ask()

    def _ask_meanwhile(self) -> None:
        if not self._may_ask() or not self._asking.acquire(blocking=False):
            return
        try:
            threading.Thread(target=self._ask_and_let_go, name="jwks", daemon=True).start()
        except RuntimeError as error:  # no room for another thread, or the process ends
            self._asking.release()
            log.warning("the keys at %s are fetched later: %s", self._url, error)

    def _ask_and_let_go(self) -> None:
        try:
            self._ask()
        finally:
            self._asking.release()

    def _ask(self) -> None:
        self._asked_at = self._clock()
        try:
            fetched = self._fetcher.get(self._url, headers=_ACCEPTED)
            self._keys = keys_of_set(fetched.data, self._allowed)
        except (TvdbProxyError, ValueError) as error:
            log.warning("the keys at %s cannot be read: %s", self._url, error)
            return
        self._read_at = self._clock()
