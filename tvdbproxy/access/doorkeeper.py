"""Who may come in: logins, the tokens that they are answered with, keys, and how often.

A verified token and its key's row are remembered for a second at most, and dropped at once when
the key changes: here by ``changed``, in other processes by the notice that it sends. So a revoked
key is refused at once, and within a second where notices are lost. While the database is away,
keys that were let in within the hour go on being let in.
"""

from __future__ import annotations

from collections.abc import Callable

from tvdbproxy.access import keys, tokens
from tvdbproxy.access.callers import Caller
from tvdbproxy.access.counter import SharedCounter
from tvdbproxy.access.digests import is_pin
from tvdbproxy.access.guesses import Guesses
from tvdbproxy.access.memory import Known, Memory
from tvdbproxy.access.rate import rule_of
from tvdbproxy.access.traits import LONGEST_PIN
from tvdbproxy.access.uses import Uses
from tvdbproxy.db.database import Database
from tvdbproxy.errors import InvalidRequest, RateLimited, Unavailable

_FLUSH_SECONDS = 5.0
# `Bearer ` and a token; ours take some 200.
_LONGEST_HEADER = 4096


class Doorkeeper:
    """One for a process, thread-safe.

    ``url`` is the broker's, by which processes count together, ``login_rate_limit`` how many
    logins of one address may fail, and ``announce`` tells the other processes which key changed.
    """

    def __init__(
        self,
        database: Database,
        url: str,
        login_rate_limit: str,
        announce: Callable[[str], None] = lambda key_id: None,
    ) -> None:
        self._database = database
        self._announce = announce
        self._memory = Memory()
        self._uses = Uses(database, _FLUSH_SECONDS)
        self._counter = SharedCounter(url, "keys")
        self._guesses = Guesses(
            SharedCounter(url, "logins"), rule_of(login_rate_limit, "LOGIN_RATE_LIMIT")
        )

    def log_in(self, apikey: str | None, pin: str | None, address: str) -> str:
        """A token, for a key that was issued here, and its PIN if it has one.

        ``address`` is the client's. Sentences are upstream's. Raises ``Unauthorized``,
        ``InvalidRequest`` where only the PIN is wanting, ``RateLimited`` for who fails too often.
        """
        apikey, pin = (apikey or "").strip(), (pin or "").strip()
        with self._database.read() as session:
            holder = keys.by_text(session, apikey) if apikey else None
        if holder is None:
            raise self._guesses.wrong_key(address)
        key_id = holder.caller.key_id
        if holder.pin_digest is not None:
            self._check_pin(key_id, holder.pin_digest, pin, address)
        self._uses.count(key_id)
        return tokens.issue(key_id, holder.token_secret)

    def caller(self, authorization: str | None) -> Caller:
        """Whose token the ``Authorization`` header has. Raises ``Unauthorized`` for any other."""
        caller = self._memory.caller(authorization)
        if caller is None:
            caller = self._verified(authorization)
        self._uses.count(caller.key_id)
        return caller

    def allow(self, caller: Caller) -> None:
        """Count a request. Raises ``RateLimited`` if it is one too many for the key."""
        if caller.rate_limit is None:
            return
        wait = self._counter.hit(rule_of(caller.rate_limit, "rate_limit"), caller.key_id)
        if wait is not None:
            raise RateLimited(
                f"More than {caller.rate_limit} with this key; wait and try again.",
                retry_after=wait,
            )

    def owner(self, text: str) -> Caller | None:
        """Whose key this is, from the database; None if it is nobody's or was revoked."""
        with self._database.read() as session:
            holder = keys.by_text(session, text)
        if holder is None:
            return None
        self._uses.count(holder.caller.key_id)
        return holder.caller

    def has_admin(self) -> bool:
        """Whether some key opens the admin doors."""
        with self._database.read() as session:
            return keys.has_admin(session)

    def changed(self, key_id: str) -> None:
        """To be called after the commit that changed, rotated or revoked a key."""
        self._memory.drop(key_id)
        self._announce(key_id)

    def forget(self, key_id: str) -> None:
        """A notice came that this key changed."""
        self._memory.drop(key_id)

    def forget_all(self) -> None:
        """Notices may have been lost."""
        self._memory.drop_all()

    def close(self) -> None:
        """Write what was counted."""
        self._uses.close()

    def _check_pin(self, key_id: str, pin_digest: str, pin: str, address: str) -> None:
        if not pin:
            raise InvalidRequest("InvalidValueType: pin required", code="pin_required")
        self._guesses.hold_back(address, key_id)
        if len(pin) > LONGEST_PIN or not is_pin(pin, key_id, pin_digest):
            raise self._guesses.wrong_pin(address, key_id)

    def _verified(self, authorization: str | None) -> Caller:
        if authorization is None or len(authorization) > _LONGEST_HEADER:
            raise tokens.refused()
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise tokens.refused()
        known = self._known(tokens.key_id_of(token))
        seconds = tokens.seconds_left(token, known.holder.token_secret)
        self._memory.keep_token(authorization, known, seconds)
        return known.holder.caller

    def _known(self, key_id: str) -> Known:
        known = self._memory.known(key_id)
        if known is not None:
            return known
        changes = self._memory.changes()
        try:
            with self._database.read() as session:
                holder = keys.by_id(session, key_id)
        except Unavailable:
            if (last_known := self._memory.last_known(key_id)) is None:
                raise
            return last_known
        if holder is None:
            raise tokens.refused()
        return self._memory.keep_key(holder, changes)
