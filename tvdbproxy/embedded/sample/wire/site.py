"""Everything behind the socket: which reply belongs to which request."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from email.message import Message
from urllib.parse import parse_qsl, unquote, urlsplit

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.login import Tokens, log_in
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, failure
from tvdbproxy.embedded.sample.api.router import Router
from tvdbproxy.embedded.sample.gallery import Gallery
from tvdbproxy.embedded.sample.wire.banners import banner_reply
from tvdbproxy.embedded.sample.wire.compression import compressed
from tvdbproxy.embedded.sample.wire.controls import Controls
from tvdbproxy.embedded.sample.wire.counters import Counters
from tvdbproxy.embedded.sample.wire.faults import Faults
from tvdbproxy.embedded.sample.wire.welcome import welcome_reply
from tvdbproxy.embedded.sample.world.world import World


class Site:
    """The API, the artwork host and the welcome page.

    ``origin`` is set once it listens, and ``outage`` by who can take it off its port.
    """

    def __init__(
        self, *, controls: bool, page_size: int, titles: int | None, big_kilobytes: int = 0
    ) -> None:
        self.world = World(titles, big_kilobytes)
        self.gallery = Gallery(self.world)
        self.tokens = Tokens()
        self.faults = Faults()
        self.counters = Counters()
        self.outage: Callable[[float], None] = lambda seconds: None
        self.controls = self._make_controls() if controls else None
        self.stopped = threading.Event()
        self.origin = ""
        self._router = Router()
        self._page_size = page_size

    def _make_controls(self) -> Controls:
        return Controls(
            self.world, self.faults, self.counters, lambda seconds: self.outage(seconds)
        )

    def reply(self, method: str, target: str, headers: Message, body: bytes, variant: int) -> Reply:
        """The right answer; ``variant`` other than 0 asks for another picture than the real one."""
        path = urlsplit(target).path
        if path.startswith("/v4/"):
            return self._api(method, target, headers, body)
        if method not in ("GET", "HEAD"):
            return failure(405, "Method Not Allowed")
        if path.startswith("/banners/"):
            return banner_reply(self.gallery, unquote(path), headers, variant)
        if path == "/":
            return welcome_reply(self.world, self.origin)
        return failure(404, "Not Found")

    def _api(self, method: str, target: str, headers: Message, body: bytes) -> Reply:
        address = urlsplit(target)
        query = dict(parse_qsl(address.query))
        path = address.path.rstrip("/")
        call = Call(self.world, self.origin, path, query, body, self._page_size, headers)
        try:
            if (method, path) == ("POST", "/v4/login"):
                return log_in(call, self.tokens)
            reply = self._endpoint(method, path, call)
        except Refusal as refusal:
            reply = failure(refusal.status, refusal.message)
        return compressed(reply, headers.get("Accept-Encoding"))

    def _endpoint(self, method: str, path: str, call: Call) -> Reply:
        endpoint, parts = self._router.find(method, path.removeprefix("/v4"))
        if not self.tokens.accepts(call.headers.get("Authorization", "")):
            raise Refusal(401, "Unauthorized")
        return endpoint(replace(call, parts=parts))
