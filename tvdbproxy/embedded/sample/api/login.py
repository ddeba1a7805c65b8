"""Logging in, and the tokens that come of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success

_MONTH = 30 * 86_400
_SUPPORTED_BY_USERS = "needs-pin"


class Tokens:
    """Gives out JWTs, and knows its own until they expire or all are called in."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()

    def issue(self, key: str) -> str:
        """A three-part token with an integer ``exp`` a month ahead."""
        header = _part({"alg": "HS256", "typ": "JWT"})
        claims = _part({"age": "", "apikey": key, "exp": int(time.time()) + _MONTH, "pin": ""})
        return f"{header}.{claims}.{self._signature(f'{header}.{claims}')}"

    def accepts(self, authorization: str) -> bool:
        """Whether an ``Authorization`` header carries a token that still holds."""
        scheme, _, token = authorization.partition(" ")
        signed, _, signature = token.strip().rpartition(".")
        if scheme.lower() != "bearer" or not signature.isascii():
            return False
        if not hmac.compare_digest(signature, self._signature(signed)):
            return False
        claims = json.loads(base64.urlsafe_b64decode(signed.partition(".")[2] + "=="))
        return bool(claims["exp"] > time.time())

    def expire_all(self) -> None:
        """Make every token given so far worthless."""
        with self._lock:
            self._secret = secrets.token_bytes(32)

    def _signature(self, signed: str) -> str:
        with self._lock:
            secret = self._secret
        return _text(hmac.new(secret, signed.encode(), hashlib.sha256).digest())


def log_in(call: Call, tokens: Tokens) -> Reply:
    """Any key but ``wrong`` will do, and ``needs-pin`` with any pin.

    Keys are read in any case, what is unknown is ignored.
    """
    fields = {str(name).lower(): value for name, value in call.document().items()}
    key = fields.get("apikey")
    if not isinstance(key, str) or key in ("", "wrong"):
        raise Refusal(401, "InvalidAPIKey: apikey invalid")
    if key == _SUPPORTED_BY_USERS and not fields.get("pin"):
        raise Refusal(400, "InvalidValueType: pin required")
    return success({"token": tokens.issue(key)})


def _part(claims: dict[str, object]) -> str:
    return _text(json.dumps(claims, separators=(",", ":")).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
