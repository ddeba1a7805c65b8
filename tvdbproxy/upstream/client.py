"""Asking TheTVDB: one question, one checked reply."""

from __future__ import annotations

from copy import copy
from functools import partial
from typing import Any

from tvdbproxy.fetch.fetched import Fetched
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.upstream.address import Params, address_of, base_address
from tvdbproxy.upstream.denials import Denials
from tvdbproxy.upstream.elsewhere import only_the_api
from tvdbproxy.upstream.envelope import Reply, reply_of
from tvdbproxy.upstream.login import log_in
from tvdbproxy.upstream.patience import Patience
from tvdbproxy.upstream.token import TokenKeeper, refused

_ANSWERS = frozenset({200, 400, 401, 404})


class TvdbClient:
    """TheTVDB v4 at ``base_url`` (which ends in ``/v4``). Thread-safe; one per process.

    The fetcher's policy must admit the host. Nothing is sent before the first question.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        pin: str,
        fetcher: Fetcher,
        *,
        patience: Patience | None = None,
        denials: Denials | None = None,
    ) -> None:
        self._base = base_address(base_url)
        self._fetcher = fetcher
        self._patience = patience or Patience()
        self._denials = denials or Denials()
        self._tokens = TokenKeeper(partial(log_in, fetcher, self._base, api_key, pin))

    def get(self, path: str, params: Params | None = None) -> Reply:
        """The reply to ``GET path``, as in ``/series/42/extended``; not percent-encoded.

        Asked again a few times where upstream gives no whole answer, and not at all for a
        while after it has denied us several times in a row. Raises
        ``UpstreamMissing`` (404), ``InvalidRequest`` (400, or a path that is none),
        ``UpstreamDenied``, ``UpstreamLimited``, ``UpstreamBad``, ``UpstreamTimeout`` or
        ``UpstreamUnavailable``.
        """
        url = address_of(self._base, path, params)
        with self._denials.counted():
            return self._patience.ask(lambda: self._ask("GET", url))

    def post(self, path: str, document: Any) -> Reply:
        """The reply to ``POST path`` with this JSON. Sent once: upstream may have done what it
        was asked although its answer was lost. Raises as ``get`` does."""
        url = address_of(self._base, path)
        with self._denials.counted():
            return self._ask("POST", url, document)

    def with_patience(self, patience: Patience) -> TvdbClient:
        """The same client, its token included, for callers who can wait longer or shorter."""
        other = copy(self)
        other._patience = patience
        return other

    @property
    def base_url(self) -> str:
        """The address of the API, ending in ``/v4``."""
        return self._base

    def _ask(self, method: str, url: str, document: Any = None) -> Reply:
        token = self._tokens.current()
        answer = self._send(method, url, token, document)
        if answer.status == 401:
            token = self._tokens.renewed(token)
            answer = self._send(method, url, token, document)
        if answer.status == 401:
            raise refused()
        self._tokens.worked(token)
        return reply_of(answer, without_data=method != "GET")

    def _send(self, method: str, url: str, token: str, document: Any) -> Fetched:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        expected = _ANSWERS if method == "GET" else _ANSWERS | {201}
        with only_the_api():
            return self._fetcher.request(
                method, url, headers=headers, json=document, expected=expected
            )
