"""One request, as the endpoints see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tvdbproxy.embedded.sample.api.replies import Refusal
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.world.world import World

# Upstream words its refusal of a bad id differently for these two.
_INVALID_PATH = ("artwork", "episodes")
_ENTITY = {
    "series": "series",
    "movies": "movie",
    "seasons": "season",
    "episodes": "episode",
    "people": "people",
    "artwork": "artwork",
}


@dataclass(frozen=True)
class Call:
    """``parts`` are the placeholders of the route, ``origin`` is ``http://host:port``."""

    world: World
    origin: str
    path: str
    parts: dict[str, str]
    query: dict[str, str]
    body: bytes
    page_size: int

    @property
    def view(self) -> View:
        """The world with absolute addresses of pictures."""
        return View(self.world, self.origin)

    def record(self, kind: str) -> Any:
        """The living record whose id stands in the path; refuses with upstream's words."""
        text = self.parts["id"]
        if not text.isdecimal() or int(text) == 0:
            reason = "invalid path" if kind in _INVALID_PATH else "cannot make item path"
            raise Refusal(400, f"InvalidValueType: {reason}")
        found = self.world.find(kind, int(text))
        if found is None:
            raise Refusal(404, f"NotFoundException: error fetching {_ENTITY[kind]}")
        return found

    def number(self, name: str, default: int | None = None) -> int | None:
        """A whole number of the query; anything else is a bad request."""
        text = self.query.get(name, "")
        if not text:
            return default
        if not text.isdecimal():
            raise Refusal(400, "Bad Request")
        return int(text)

    def flag(self, name: str) -> bool:
        """A truth value of the query, in any spelling of ``true``."""
        return self.query.get(name, "").lower() == "true"

    def address(self, **changes: int) -> str:
        """This request's own address, with other query parameters."""
        query = self.query | {name: str(value) for name, value in changes.items()}
        return f"{self.origin}{self.path}?{urlencode(query)}"
