"""Who may come through the ingest door: users, holders of keys, and programs that know a key."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.access.admin import name_of_admin
from tvdbproxy.access.bearer_key import BearerKey
from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.access.guesses import Guesses
from tvdbproxy.access.user_tokens import OF_KEYS, User, UserTokens
from tvdbproxy.errors import Unauthorized


@dataclass(frozen=True)
class IngestDoor:
    """One for a process, thread-safe.

    ``media`` opens the pending queue to the other side's machines, ``events`` is what the S3
    server tells of arrivals with.
    """

    users: UserTokens
    media: BearerKey
    events: BearerKey
    doorkeeper: Doorkeeper
    guesses: Guesses
    admin_key: str

    def user(self, bearer: str | None) -> User:
        """Whose token this is. Raises as ``UserTokens.check``."""
        return self.users.check(bearer)

    def user_or_key(self, bearer: str | None, key: str | None, address: str) -> User:
        """Whose token this is; without one, whose key. ``address`` is the client's.

        The user that a key stands for is called after it, and owns what comes with it. Raises as
        ``UserTokens.check``, ``Unauthorized`` for a wrong key, ``RateLimited`` for many of them.
        """
        if bearer is not None:
            return self.user(bearer)
        if not key:
            raise Unauthorized(
                "Send the token of a user as `Authorization: Bearer`, or a key as `X-API-Key`."
            )
        if name := name_of_admin(key, self.admin_key):
            return User(f"{OF_KEYS}{name}", is_admin=True)
        owner = self.doorkeeper.owner(key)
        if owner is None:
            raise self.guesses.wrong(address, "This key is not known here.")
        self.doorkeeper.allow(owner)
        return User(f"{OF_KEYS}{owner.key_id}", is_admin=owner.role == "admin")
