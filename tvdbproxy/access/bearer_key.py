"""A key that the settings give, and that one kind of program comes with."""

from __future__ import annotations

import hashlib
import hmac

from tvdbproxy.access.guesses import Guesses
from tvdbproxy.errors import Forbidden, Unauthorized


class BearerKey:
    """``variable`` is where the key comes from; ``door`` names what it opens, in a code."""

    def __init__(self, key: str, *, variable: str, door: str, guesses: Guesses) -> None:
        self._digest = _digest(key) if key else None
        self._variable = variable
        self._door = door
        self._guesses = guesses

    def check(self, given: str | None, address: str) -> None:
        """Let pass whoever sends the key; ``address`` is the client's.

        Raises ``Forbidden`` (``{door}_closed``) where there is none, ``Unauthorized``, and
        ``RateLimited`` for wrong ones after too many of them. The right one always opens.
        """
        if self._digest is None:
            raise Forbidden(
                f"This is closed; set {self._variable} to open it.", code=f"{self._door}_closed"
            )
        if not given:
            raise Unauthorized(f"Send the key, {self._variable}, as `Authorization: Bearer`.")
        if not hmac.compare_digest(_digest(given), self._digest):
            raise self._guesses.wrong(address, "This key is not the one that opens this.")


def _digest(text: str) -> bytes:
    """Of one length and all bytes, so that nothing can be learned or made to fail."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
