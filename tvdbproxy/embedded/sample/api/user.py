"""The one user of this world, and what that user likes."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.api.call import Call, missing
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success
from tvdbproxy.embedded.sample.world.favorites import KINDS

_USER: dict[str, Any] = {"id": 4711, "name": "Ada Example", "language": "eng", "type": "user"}


def whose_key(call: Call) -> Reply:
    """Who logged in."""
    return success(_USER)


def one_user(call: Call) -> Reply:
    """A user by id."""
    if call.id() != _USER["id"]:
        raise missing("user")
    return success(_USER)


def favorites(call: Call) -> Reply:
    """What the user likes, by kind."""
    return success(call.world.favorites.all())


def add_favorite(call: Call) -> Reply:
    """Add a record of each kind that the body names; all of them, or none."""
    named = {word: number for word, number in call.document().items() if word in KINDS and number}
    if not named or not all(type(number) is int for number in named.values()):
        raise Refusal(400, "Bad Request")
    for word, number in named.items():
        if call.world.find(KINDS[word], number) is None:
            raise Refusal(400, "Bad Request")
    for word, number in named.items():
        call.world.favorites.add(word, number)
    return success(None)
