"""Where to ask for the same things with the token of a user, and with a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

Token = str | Callable[[], str]


@dataclass(frozen=True)
class Door:
    """Paths by id; ``credentials`` gives the headers that open them."""

    credentials: Callable[[], Mapping[str, str]]
    job: str
    result: str | None
    image: str
    delete: str


def door_of(token: Token | None, api_key: str | None) -> Door:
    """The door that this opens. Raises ``ValueError`` unless one of them is given."""
    if (token is None) == (api_key is None):
        raise ValueError("give the token of a user, or an api_key")
    if api_key is not None:
        key = {"X-API-Key": api_key}
        return Door(
            credentials=lambda: key,
            job="/images/status/{}",
            result=None,
            image="/images/processed/{}",
            delete="/images/image/{}",
        )
    return Door(
        credentials=lambda: {"Authorization": f"Bearer {token() if callable(token) else token}"},
        job="/api/v1/images/jobs/{}",
        result="/api/v1/images/jobs/{}/result",
        image="/api/v1/images/{}/all",
        delete="/api/v1/images/{}",
    )


def path(template: str, name: str) -> str:
    """The path of one thing, whatever stands in its name."""
    return template.format(quote(name, safe=""))
