"""The clients that run here, unmodified, each told in its own way where the API is."""

from __future__ import annotations

import asyncio
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

import aiotvdb
import pytest
import tvdb_api_client.client
import tvdb_v4_official
from pathurl import URL

_META = re.compile(r"&meta=\w+|(?<=\?)meta=\w+&")


@dataclass(frozen=True)
class Outcome:
    """What a call came to, as plain JSON: a value and the links that go with it, or an error."""

    value: Any = None
    links: Any = None
    error: str = ""

    def at(self, base: str, other: str) -> Outcome:
        """The same as if it had been had from another address, and with links that say nothing
        of ``meta``, which no list knows: we do not send on what makes no difference."""
        links = _META.sub("", json.dumps(self.links)).replace(base, other)
        return Outcome(self.value, json.loads(links), self.error.replace(base, other))


class Client(ABC):
    """A client that has logged in. ``kind`` is the class whose methods are the getters."""

    kind: type
    _client: Any

    @abstractmethod
    def __init__(self, base: str, key: str, pin: str = "") -> None:
        """Talks to ``base``, without ``/v4``. Raises as the client does."""

    def ask(self, getter: str, *args: Any, **options: Any) -> Outcome:
        """Call a getter."""
        try:
            value = self._called(getter, *args, **options)
        except Exception as error:  # noqa: BLE001  (whatever a client raises is its answer)
            return Outcome(error=f"{type(error).__name__}: {error}")
        return Outcome(_plain(value), _plain(self._links()))

    def close(self) -> None:  # noqa: B027  (most have nothing to close)
        """Let go of connections."""

    def _called(self, getter: str, *args: Any, **options: Any) -> Any:
        return getattr(self._client, getter)(*args, **options)

    def _links(self) -> Any:
        return self._client.get_req_links()


class Official(Client):
    """``tvdb_v4_official`` has no setting: its addresses are made by a class of its own."""

    kind = tvdb_v4_official.TVDB

    def __init__(self, base: str, key: str, pin: str = "") -> None:
        def told(url: Any) -> None:
            url.base_url = f"{base}/v4/"

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tvdb_v4_official.Url, "__init__", told)
            self._client = tvdb_v4_official.TVDB(key, pin)


class Asynchronous(Client):
    """``aiotvdb`` takes the address as an argument, and logs in when it is first asked."""

    kind = aiotvdb.TVDB

    def __init__(self, base: str, key: str, pin: str = "") -> None:
        # A thread of its own: the browser's tests leave a loop running in this one.
        self._thread = ThreadPoolExecutor(1)
        self._runner = asyncio.Runner()
        self._client = aiotvdb.TVDB(key, pin or None, base_url=f"{base}/v4/")

    def _called(self, getter: str, *args: Any, **options: Any) -> Any:
        def call() -> Any:
            return self._runner.run(getattr(self._client, getter)(*args, **options))

        return self._thread.submit(call).result()

    def close(self) -> None:
        def end() -> None:
            self._runner.run(self._client.aclose())
            self._runner.close()

        self._thread.submit(end).result()
        self._thread.shutdown()


class Cached(Client):
    """``tvdb_api_client`` has a constant, and decodes its tokens by hand."""

    kind = tvdb_api_client.client.TheTVDBClient

    def __init__(self, base: str, key: str, pin: str = "") -> None:
        self._base = URL(f"{base}/v4/")
        self._client = self.kind(key, pin=pin)

    def _called(self, getter: str, *args: Any, **options: Any) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tvdb_api_client.client, "BASE_API_URL", self._base)
            value = super()._called(getter, *args, **options)
        # This one gives the whole envelope.
        return value if getter != "get" else [value["data"], _pages(value)]

    def _links(self) -> Any:
        return None


CLIENTS: Mapping[str, Callable[[str, str], Client]] = {
    "tvdb_v4_official": Official,
    "aiotvdb": Asynchronous,
    "tvdb_api_client": Cached,
}
KINDS: Mapping[str, type] = {
    "tvdb_v4_official": Official.kind,
    "aiotvdb": Asynchronous.kind,
    "tvdb_api_client": Cached.kind,
}


def _pages(envelope: dict[str, Any]) -> Any:
    """Of the links what does not name a host."""
    links = envelope.get("links") or {}
    return {name: value for name, value in links.items() if isinstance(value, int)}


def _plain(value: Any) -> Any:
    def told(thing: Any) -> Any:
        if is_dataclass(thing) and not isinstance(thing, type):
            return asdict(thing)
        return thing.string if isinstance(thing, URL) else str(thing)

    return json.loads(json.dumps(value, default=told))
