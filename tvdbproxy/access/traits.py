"""What can be wished of a key, and which wishes can be met."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from tvdbproxy.errors import InvalidRequest

ROLES = ("client", "admin")
IMAGE_REWRITES = ("mirror", "sized", "off")
LONGEST_PIN = 64

_LONGEST_NAME = 100
_RATE_LIMIT = re.compile(r"[1-9][0-9]{0,8}/(second|minute|hour|day)", re.ASCII)


class Unsaid(Enum):
    """Nothing was said, which is not the same as None."""

    UNSAID = "unsaid"


UNSAID = Unsaid.UNSAID


@dataclass(frozen=True)
class Traits:
    """How a key is to be. What is not said has its default, or stays as it is.

    None takes away a PIN or a rate limit, and leaves ``image_rewrite`` and ``enrich`` to the
    settings.
    """

    name: str | Unsaid = UNSAID
    role: str | Unsaid = UNSAID
    pin: str | Unsaid | None = UNSAID
    rate_limit: str | Unsaid | None = UNSAID
    image_rewrite: str | Unsaid | None = UNSAID
    spare_characters: bool | Unsaid = UNSAID
    enrich: bool | Unsaid | None = UNSAID

    def told(self) -> dict[str, Any]:
        """What was said, for a log, which learns of a PIN only whether there is a new one."""
        said = {trait.name: getattr(self, trait.name) for trait in fields(self)}
        said = {name: value for name, value in said.items() if value is not UNSAID}
        return said | ({"pin": "set" if said["pin"] else "none"} if "pin" in said else {})


def checked(traits: Traits) -> dict[str, Any]:
    """What was said, by name. Raises ``InvalidRequest`` (``invalid_parameter``), naming it."""
    return {
        trait.name: _CHECKS[trait.name](value)
        for trait in fields(traits)
        if (value := getattr(traits, trait.name)) is not UNSAID
    }


def _name(value: str) -> str:
    name = value.strip()
    # What is printable has no half of a surrogate pair and no NUL, which a database refuses.
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise _wrong("name", f"use 1 to {_LONGEST_NAME} printable characters")
    return name


def _role(value: str) -> str:
    if value not in ROLES:
        raise _wrong("role", f"use {' or '.join(ROLES)}")
    return value


def _pin(value: str | None) -> str | None:
    if value is not None and not (
        value.isprintable() and value == value.strip() and 1 <= len(value) <= LONGEST_PIN
    ):
        raise _wrong(
            "pin", f"use 1 to {LONGEST_PIN} printable characters, none of them outer blanks"
        )
    return value


def _rate_limit(value: str | None) -> str | None:
    if value is not None and not _RATE_LIMIT.fullmatch(value):
        raise _wrong("rate_limit", "write it as in 120/minute; per second, minute, hour or day")
    return value


def _image_rewrite(value: str | None) -> str | None:
    if value is not None and value not in IMAGE_REWRITES:
        raise _wrong("image_rewrite", f"use {', '.join(IMAGE_REWRITES)}, or nothing at all")
    return value


def _as_it_is(value: bool | None) -> bool | None:
    return value


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "name": _name,
    "role": _role,
    "pin": _pin,
    "rate_limit": _rate_limit,
    "image_rewrite": _image_rewrite,
    "spare_characters": _as_it_is,
    "enrich": _as_it_is,
}


def _wrong(name: str, remedy: str) -> InvalidRequest:
    return InvalidRequest(f"{name}: {remedy}", code="invalid_parameter")
