"""When a token ends, read from the token itself."""

from __future__ import annotations

import base64
import json

_UNSAID = 24 * 3600.0


def expiry_of(token: str, now: float) -> float:
    """The token's ``exp`` in Unix seconds; a day from ``now`` where it does not say.

    The signature is not looked at: the token is ours to show, not to trust.
    """
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return float(claims["exp"])
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return now + _UNSAID
