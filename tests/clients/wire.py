"""Clients that cannot run here: what they send, byte for byte, and what comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.clients.front import Front
from tests.clients.getters import SINCE
from tests.house.asking import Answer, ask


class Reply(Answer):
    """One in upstream's envelope."""

    @property
    def data(self) -> Any:
        """What is in the envelope of a success."""
        assert self.status == 200, (self.status, self.body[:300])
        assert self.document["status"] == "success"
        return self.document["data"]

    @property
    def message(self) -> str:
        """What the envelope of a failure says."""
        assert self.document["status"] == "failure"
        assert self.document["data"] is None
        return str(self.document["message"])


@dataclass(frozen=True)
class Holder:
    """Somebody with a token. Paths are those behind ``/v4``; ``{since}`` is an hour ago."""

    base: str
    token: str

    def get(self, path: str, **headers: str) -> Reply:
        """Ask; underscores in header names are dashes."""
        path = path.replace("{since}", str(SINCE))
        return fetch(f"{self.base}/v4{path}", Authorization=f"Bearer {self.token}", **headers)

    def data(self, path: str) -> Any:
        """What is in the envelope."""
        return self.get(path).data

    def follow(self, address: str) -> Reply:
        """Ask for an address as it stands in an answer."""
        address = address.replace("{since}", str(SINCE))
        return fetch(address, Authorization=f"Bearer {self.token}")


@dataclass(frozen=True)
class Wire:
    """Logs in before one front."""

    front: Front

    def login(self, body: Mapping[str, Any], path: str = "/v4/login") -> Reply:
        """Send this as JSON."""
        document = json.dumps(body).encode()
        return Reply(*ask(self.front.base, path, "POST", document, Content_Type="application/json"))

    def holding(self, **traits: Any) -> Holder:
        """Somebody whose key has these traits."""
        token = self.login({"apikey": self.front.key(**traits)}).data["token"]
        return Holder(self.front.base, token)

    def upstream(self) -> Holder:
        """Somebody who asks upstream itself."""
        host = self.front.sample.artwork_host
        token = Reply(*ask(host, "/v4/login", "POST", b'{"apikey": "any"}')).data["token"]
        return Holder(host, token)


def fetch(address: str, method: str = "GET", **headers: str) -> Reply:
    """One request for a whole address."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    assert (scheme, slash) == ("http", "/"), f"no absolute address: {address}"
    return Reply(*ask(f"{scheme}://{host}", f"/{path}", method, **headers))
