"""``POST /login``: a key and a PIN for a token."""

from __future__ import annotations

from tvdbproxy.errors import UpstreamBad, UpstreamDenied
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.upstream.elsewhere import only_the_api
from tvdbproxy.upstream.envelope import envelope_of

_ANSWERS = frozenset({200, 400, 401})


def log_in(fetcher: Fetcher, base: str, api_key: str, pin: str) -> str:
    """A new token, which is good for about a month.

    Raises ``UpstreamDenied`` (``upstream_key_missing``, ``upstream_key_refused``) with a
    sentence that names the variable to set, and whatever fetching raises.
    """
    if not api_key:
        raise UpstreamDenied(
            "There is no key for TheTVDB; set TVDB_API_KEY.", code="upstream_key_missing"
        )
    # An empty PIN is left out: some keys are refused when one is sent.
    asked = {"apikey": api_key, "pin": pin} if pin else {"apikey": api_key}
    with only_the_api():
        answer = fetcher.request("POST", f"{base}/login", json=asked, expected=_ANSWERS)
    envelope = envelope_of(answer)
    if answer.status != 200:
        raise UpstreamDenied(
            "TheTVDB does not accept our key; check TVDB_API_KEY and TVDB_PIN.",
            code="upstream_key_refused",
            detail=f"status {answer.status}: {str(envelope.get('message'))[:200]}",
        )
    data = envelope.get("data")
    token = data.get("token") if isinstance(data, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise UpstreamBad("TheTVDB's login gave no token; try again later.")
    return token
